import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { PaperGateway, type GatewayOptions } from '../gateway.ts';
import { silentLog } from '../log.ts';
import type { GatewaySettings } from '../settings.ts';
import type { GatewayState } from './gateway-state.ts';
import { stateDiffers, unreadableState } from './state-failures.ts';
import { StateFile } from './state-file.ts';

/** What a state decides by itself, as far as somebody asked for it in so many words. */
export type Asked = Partial<Pick<GatewaySettings, 'seed' | 'alwaysOpen' | 'accounts'>>;

export interface OpenGatewayOptions extends Omit<GatewayOptions, 'state'> {
  /** Where the state is kept; null: nowhere. */
  readonly statePath: string | null;
  readonly asked: Asked;
  /** Accounts of the settings that the file lacks are opened in it; otherwise it decides, unless they were asked for. */
  readonly addsAccounts?: boolean;
  /** Who opens the file, for the message that others get while it is open. */
  readonly program: string;
  readonly lockWaitMs?: number;
  /** The state could not be saved: nobody is served any more. */
  readonly onStateLost: (why: ServiceFailure) => void;
}

export interface OpenedGateway {
  readonly gateway: PaperGateway;
  /** What the user should be told about its file: sentences. */
  readonly notices: readonly string[];
}

/**
 * A gateway that goes on where its file says, or begins one there. The file decides about seed, hours and accounts; new
 * accounts may come along. Codes: those of `openDatabase`, `state-unusable`, `state-unreadable`, `state-differs`; the file
 * is left as it was.
 */
export function openPaperGateway(options: OpenGatewayOptions): Result<OpenedGateway, ServiceFailure> {
  const { statePath: path, asked, addsAccounts = false, program, lockWaitMs, onStateLost, ...rest } = options;
  if (path === null) return ok({ gateway: new PaperGateway(rest), notices: [] });
  if (rest.replay !== undefined) {
    const what = 'The state of a replay cannot be kept: it plays the same days anew at every start.';
    return err(failure('state-unusable', what, 'Leave the state or the replay out.'));
  }
  const opened = StateFile.open({ path, program, ...(lockWaitMs === undefined ? {} : { lockWaitMs }) });
  if (!opened.ok) return opened;
  const { file, found } = opened.value;
  const refuse = (why: ServiceFailure) => {
    file.close();
    return err(why);
  };
  const difference = found === null ? null : differenceOf(path, found, asked);
  if (difference !== null) return refuse(difference);
  const more = addsAccounts ? rest.settings.accounts : [];
  const settings = found === null ? rest.settings : { ...rest.settings, ...decidedBy(found, asked, more) };
  try {
    const state = { file, found, onLost: onStateLost };
    return ok({ gateway: new PaperGateway({ ...rest, settings, state }), notices: file.notices });
  } catch (error) {
    // With nothing found there is nothing in the file to blame.
    if (found === null) throw error;
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    (rest.log ?? silentLog).write('state-refused', { why });
    return refuse(unreadableState(path, error));
  }
}

function decidedBy(
  found: GatewayState,
  { accounts }: Asked,
  more: readonly string[],
): Pick<GatewaySettings, keyof Asked> {
  const { seed, alwaysOpen } = found;
  return { seed, alwaysOpen, accounts: accounts ?? [...new Set([...namesIn(found), ...more])] };
}

function differenceOf(path: string, found: GatewayState, asked: Asked): ServiceFailure | null {
  if (asked.seed !== undefined && asked.seed !== found.seed)
    return stateDiffers(path, `with seed ${asked.seed}`, `with seed ${found.seed}`);
  if (asked.alwaysOpen !== undefined && asked.alwaysOpen !== found.alwaysOpen)
    return stateDiffers(path, hours(asked.alwaysOpen), hours(found.alwaysOpen));
  const left =
    asked.accounts === undefined ? [] : namesIn(found).filter((id) => !asked.accounts!.includes(id));
  return left.length === 0
    ? null
    : stateDiffers(path, `without ${left.join(', ')}`, `with the accounts ${namesIn(found).join(', ')}`);
}

function hours(alwaysOpen: boolean): string {
  return alwaysOpen ? 'with markets that are always open' : 'with markets that keep their hours';
}

function namesIn({ accounts }: GatewayState): string[] {
  return accounts.accounts.map(({ id }) => id);
}
