import type { ConnectionProfile } from '#shared/model/connection.ts';
import type { Confirmation, Desktop } from '../ports/desktop.ts';

/**
 * What the user has agreed to trade live, by name: asked natively, held until the user disconnects or connects anew. An
 * automatic reconnect to what was agreed to asks nothing; another account does. One question at a time.
 */
export class LiveConfirmations {
  readonly #confirm: Desktop['confirm'];
  #agreed: { readonly address: string; readonly account: string } | null = null;
  #asking: Promise<unknown> = Promise.resolve();
  #wish = 0;

  constructor(confirm: Desktop['confirm']) {
    this.#confirm = confirm;
  }

  /** Everything has to be agreed to again, and a question that is still open counts for nothing. */
  forget(): void {
    this.#agreed = null;
    this.#wish++;
  }

  isAgreed(profile: ConnectionProfile, account: string): boolean {
    return this.#agreed?.address === addressOf(profile) && this.#agreed.account === account;
  }

  /** Before the connection is made. Without an account in the profile its name is asked about once TWS has told it. */
  async before(profile: ConnectionProfile): Promise<boolean> {
    const { name, host, port, account } = profile;
    const isAgreed = await this.#ask({
      title: 'Connect live',
      message: account === null ? `Connect LIVE through ${name}?` : `Connect to the LIVE account ${account}?`,
      detail:
        account === null
          ? `${host}:${port}. Once TWS has told which account it is logged in to, you are asked again with its name.`
          : `${name}, ${host}:${port}. Orders there are real and cost real money.`,
      agree: account === null ? 'Connect live' : `Connect to ${account}`,
    });
    if (isAgreed && account !== null) this.#agreed = { address: addressOf(profile), account };
    return isAgreed;
  }

  /** When TWS has told its accounts, before anything else is said; and when another of them is picked. */
  async account(profile: ConnectionProfile, account: string, others: readonly string[]): Promise<boolean> {
    if (this.isAgreed(profile, account)) return true;
    const { name, host, port } = profile;
    const besides = others.filter((other) => other !== account);
    const also = besides.length === 0 ? '' : ` This login also has ${besides.join(', ')}.`;
    const isAgreed = await this.#ask({
      title: 'Connect live',
      message: `Trade in the LIVE account ${account}?`,
      detail: `${name}, ${host}:${port}. Orders there are real and cost real money.${also}`,
      agree: `Trade in ${account}`,
    });
    if (isAgreed) this.#agreed = { address: addressOf(profile), account };
    return isAgreed;
  }

  /** An answer that comes when something else is wished for by now is no. */
  async #ask(confirmation: Confirmation): Promise<boolean> {
    const mine = this.#wish;
    const before = this.#asking;
    const answer = (async () => {
      await before;
      return mine === this.#wish && (await this.#confirm(confirmation)) && mine === this.#wish;
    })();
    this.#asking = answer.catch(() => undefined);
    return answer;
  }
}

function addressOf({ host, port }: ConnectionProfile): string {
  return `${host}:${port}`;
}
