import { create } from 'zustand';
import type { PortfolioView } from '#shared/ipc/portfolio.ts';
import type { Account } from '#shared/model/account.ts';
import type { Position } from '#shared/model/position.ts';
import { useBroker } from './broker.ts';
import { notify } from './notices.ts';
import { chooseContract, useSelection } from './selection.ts';

interface PortfolioState {
  /** null until main has told. */
  readonly view: PortfolioView | null;
  /** Of the panels; null: all accounts. */
  readonly account: string | null;
  /** `positionKey` of the row that was chosen; null: none since another contract was selected. */
  readonly positionKey: string | null;
  /** Closed ones of today are listed too. */
  readonly showsClosed: boolean;
}

/** What the accounts hold, as main tells it. */
export const usePortfolio = create<PortfolioState>(() => ({
  ...{ view: null, account: null, positionKey: null, showsClosed: true },
}));

export function receivePortfolio(view: PortfolioView): void {
  const { account } = usePortfolio.getState();
  const isThere = account === null || view.accounts.some((one) => one.account === account);
  usePortfolio.setState(isThere ? { view } : { view, account: null });
}

export function positionKey({ account, contract }: Position): string {
  return `${account} ${contract.contractId}`;
}

// What one key closes is what the trader looks at, not a row that was chosen before.
useSelection.subscribe(({ contract }) => {
  const { view, positionKey: key } = usePortfolio.getState();
  const chosen = view?.positions.find((position) => positionKey(position) === key);
  if (contract?.contract.contractId !== chosen?.contract.contractId)
    usePortfolio.setState({ positionKey: null });
});

/**
 * What a command about a position works on: the chosen row, else what is held of the selected contract, in the account that
 * orders go to where several hold it. null: nothing is held of it, or it is not clear where.
 */
export function chosenPosition({ view, positionKey: key, account }: PortfolioState): Position | null {
  const open = view?.positions.filter(({ quantity }) => quantity !== 0) ?? [];
  if (key !== null) return open.find((position) => positionKey(position) === key) ?? null;
  const selectedId = useSelection.getState().contract?.contract.contractId;
  const held = open.filter(
    (position) =>
      position.contract.contractId === selectedId && (account === null || position.account === account),
  );
  const ordersGoTo = useBroker.getState().status?.account;
  return held.length === 1 ? held[0]! : (held.find((one) => one.account === ordersGoTo) ?? null);
}

/** The account that is shown in full: the chosen one, else the only or the first one. */
export function shownAccount({ view, account }: PortfolioState): Account | null {
  return view?.accounts.find((one) => one.account === account) ?? view?.accounts[0] ?? null;
}

/** Next of all accounts, then each. */
export function nextAccount(): void {
  const { view, account } = usePortfolio.getState();
  const choices = [null, ...(view?.accounts.map((one) => one.account) ?? [])];
  usePortfolio.setState({ account: choices[(choices.indexOf(account) + 1) % choices.length] ?? null });
}

/** Chooses a position, and with it the contract that chart, ticket and depth follow. */
export async function choosePosition(position: Position): Promise<void> {
  usePortfolio.setState({ positionKey: positionKey(position) });
  // Without a broker nobody can describe it; the row itself is chosen all the same.
  if (usePortfolio.getState().view?.state !== 'current') return;
  const choice = await chooseContract(position.contract);
  if (choice.kind === 'problem') notify('error', choice.problem.title, { detail: choice.problem.help });
}
