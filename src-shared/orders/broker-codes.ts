/**
 * What an error code says about the order it came with. `rejects`: there will be no such order, or no such change. `ends`:
 * it is over. `refuses-amend`, `refuses-cancel`: it stays as it was. `lacks`: the broker knows no such order, which proves
 * nothing: it may have filled. `notice`: the order lives. Any other code is a notice too: statuses say how an order stands.
 */
export type CodeMeaning = 'rejects' | 'ends' | 'refuses-amend' | 'refuses-cancel' | 'lacks' | 'notice';

const MEANINGS: ReadonlyMap<number, CodeMeaning> = new Map([
  ...codes('rejects', [
    103, // duplicate order id
    107, // incomplete
    109, // price beyond the percentage setting
    110, // off the tick
    111, // time in force and type do not go together
    113, 114, 115, 116, 117, 118, 119, // MOC after the deadline, and other combinations
    133, // submit failed
    152, 153, 155, 156, // hidden, iceberg, block
    157, 159, 160, // attached orders and quantities that do not go together
    163, // price beyond what is reasonable
    200, // unknown contract
    201, // rejected, with a reason
    203, // not allowed for this account
    321, // could not be validated: the API is read-only, no account is named ...
    325, 328, 334, 336, 337, // fields that do not fit the type
    381, 382, 383, 384, // sizes and prices against the precautionary settings
    387, // type unsupported here
    388, 434, 435, 436, 439, // size, account, allocation
    451, // value against the precautionary settings
    10020, 10043, 10052, 10243, 10268, 10289, 10311, 10318, // values and attributes not taken
  ]),
  ...codes('refuses-amend', [
    104, // filled already
    105, // another contract, side or account than it had
    329, // no such change of type
    2102, // the last one is still being processed
    10326, // an OCA group stays as it is
  ]),
  ...codes('refuses-cancel', [161, 10148]),
  ...codes('lacks', [135, 10147, 10149]),
  ...codes('ends', [202]),
  ...codes('notice', [399, 404, 2109, 2137, 10167, 10349]),
]); // prettier-ignore

export function meaningOf(code: number): CodeMeaning {
  return MEANINGS.get(code) ?? 'notice';
}

/** What error 10148 names as the state that does not allow a cancel; empty where it names none. */
export function stateInText(text: string): string {
  return /state:\s*([A-Za-z]+)/.exec(text)?.[1] ?? '';
}

function codes(meaning: CodeMeaning, list: readonly number[]): (readonly [number, CodeMeaning])[] {
  return list.map((code) => [code, meaning] as const);
}
