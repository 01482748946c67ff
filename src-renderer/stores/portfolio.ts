import { create } from 'zustand';
import type { PortfolioView } from '#shared/ipc/portfolio.ts';
import type { Account } from '#shared/model/account.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { Position } from '#shared/model/position.ts';
import { main } from '../ipc/services.ts';
import { notifyProblem } from './notices.ts';
import { selectContract } from './selection.ts';

interface PortfolioState {
  /** null until main has told. */
  readonly view: PortfolioView | null;
  /** Of the panels; null: all accounts. */
  readonly account: string | null;
  /** `positionKey` of the chosen row. */
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

/** What a command about a position works on; null: none is chosen, or it is closed. */
export function chosenPosition({ view, positionKey: key }: PortfolioState): Position | null {
  const found = view?.positions.find((position) => positionKey(position) === key);
  return found === undefined || found.quantity === 0 ? null : found;
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
  await followContract(position.contract);
}

/** The latest choice wins, however long the broker takes to describe an earlier one. */
let followed = 0;
async function followContract({ contractId }: Contract): Promise<void> {
  // Without a broker nobody can describe it; the row itself is chosen all the same.
  if (usePortfolio.getState().view?.state !== 'current') return;
  const mine = ++followed;
  const details = await main.invoke('marketData.details', { contractId });
  if (mine !== followed) return;
  if (!details.ok) return notifyProblem(details.error, 'look the contract up');
  const { contract, longName, minTick } = details.value;
  selectContract({ contract, longName, minTick });
}
