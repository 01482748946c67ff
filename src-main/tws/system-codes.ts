import type { Farm } from '#shared/model/connection.ts';

/** What TWS says of itself, as far as something has to be done about it. Source: the broker's list of system and error codes. */
export type SystemNotice =
  /** TWS lost its servers: 1100, whose end is always told, or 2110, whose end may not be. */
  | { readonly kind: 'server-link-lost'; readonly isReturnTold: boolean }
  /**
   * Back. Without data kept (1101) every subscription has to be made anew; with (1102) they go on. Both: reconcile.
   * `farms`: names of those it says are connected, of which nothing else may be said.
   */
  | { readonly kind: 'server-link-back'; readonly isDataKept: boolean; readonly farms: readonly string[] }
  /** The socket moves (1300): null when the text does not say where. */
  | { readonly kind: 'port-moved'; readonly port: number | null }
  | { readonly kind: 'farm'; readonly farm: Omit<Farm, 'since'> }
  /** Another client uses the id (326), or answers say that the session never began (501 to 504 come from the library). */
  | { readonly kind: 'client-id-in-use' }
  | { readonly kind: 'version-unsupported' }
  /** The API's own setting: whatever concerns orders is refused (321 with these words; 321 alone is any invalid request). */
  | { readonly kind: 'read-only' }
  /** Too many messages (100): the connection is about to be dropped. */
  | { readonly kind: 'rate-exceeded' }
  /** Prices are not what was asked for: nothing is entitled (354), delayed ones come (10167), another session has them (10197). */
  | { readonly kind: 'data-limited'; readonly reason: 'not-entitled' | 'delayed' | 'competing-session' };

const FARMS: Readonly<Record<number, Pick<Farm, 'kind' | 'state'>>> = {
  2103: { kind: 'market-data', state: 'broken' },
  2104: { kind: 'market-data', state: 'ok' },
  2105: { kind: 'history', state: 'broken' },
  2106: { kind: 'history', state: 'ok' },
  2107: { kind: 'history', state: 'idle' },
  2108: { kind: 'market-data', state: 'idle' },
  2157: { kind: 'contracts', state: 'broken' },
  2158: { kind: 'contracts', state: 'ok' },
};

/** null: a code that says something of a request or an order, or nothing that needs doing. */
export function systemNotice(code: number, text: string): SystemNotice | null {
  const farm = FARMS[code];
  if (farm !== undefined) return { kind: 'farm', farm: { ...farm, name: farmName(text) } };
  switch (code) {
    case 1100:
    case 2110:
      return { kind: 'server-link-lost', isReturnTold: code === 1100 };
    case 1101:
    case 1102:
      return { kind: 'server-link-back', isDataKept: code === 1102, farms: connectedFarms(text) };
    case 1300:
      return { kind: 'port-moved', port: lastNumber(text) };
    case 326:
      return { kind: 'client-id-in-use' };
    case 321:
      return isReadOnly(text) ? { kind: 'read-only' } : null;
    // 505, a message the library does not know, is no reason to leave: a newer TWS sends new kinds.
    case 503:
    case 506:
      return { kind: 'version-unsupported' };
    case 100:
      return { kind: 'rate-exceeded' };
    case 354:
      return { kind: 'data-limited', reason: 'not-entitled' };
    case 10167:
      return { kind: 'data-limited', reason: 'delayed' };
    case 10197:
      return { kind: 'data-limited', reason: 'competing-session' };
    default:
      return null;
  }
}

/** Of 321: the API of TWS takes no orders and tells none. */
export function isReadOnly(text: string): boolean {
  return /read-only/i.test(text);
}

/** `Market data farm connection is OK:usfarm.nj` and, when idle, `... should be available upon demand.usfarm.nj`. */
function farmName(text: string): string {
  return /(?::|demand\.)\s*([\w.-]+)\s*$/.exec(text)?.[1] ?? 'unnamed';
}

/** `All data farms are connected: usfarm.nj; hfarm.` or `The following farms are connected: ...`, before those that are not. */
function connectedFarms(text: string): string[] {
  const list = /farms are connected:(.*?)(?:\.\s*(?:The\b|$)|$)/i.exec(text)?.[1] ?? '';
  return list
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function lastNumber(text: string): number | null {
  const found = /(\d{2,5})\D*$/.exec(text);
  const port = Number(found?.[1]);
  return port >= 1 && port <= 65_535 ? port : null;
}
