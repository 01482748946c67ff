import { create } from 'zustand';
import { type DenialView, OWN_DENIALS } from '#shared/ipc/orders.ts';
import type { RiskLimits, RiskPlace, RiskUsage } from '#shared/ipc/risk.ts';
import type { LimitValue } from './limit-figures.ts';
import { type Problem, problemOf } from '../format/problem.ts';
import { main } from '../ipc/services.ts';
import { type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';
import { notify, notifyProblem } from './notices.ts';
import { showPanel } from './workspace.ts';

const EVERYWHERE: RiskPlace = { kind: 'everywhere' };

/** A rule that something else in the window points at. */
export interface RulePointer {
  readonly code: string;
  /** The parameter whose field takes the focus; null: the rule as a whole. */
  readonly param: string | null;
  /** Counts: the same rule can be pointed at again. */
  readonly count: number;
}

interface RiskState {
  /** Where a change is made. The limits shown are those that hold there. */
  readonly place: RiskPlace;
  readonly limits: Loadable<RiskLimits>;
  /** By account, as main tells it while it is connected. */
  readonly usage: ReadonlyMap<string, RiskUsage>;
  /** Counts changes of limits: what was asked for before is out of date. */
  readonly version: number;
  /** Shows rules whose name, title or code contains it. */
  readonly filter: string;
  readonly pointer: RulePointer | null;
  /** The rule that main is asked about just now. */
  readonly changing: string | null;
  /** Why the last change was not made, beside its rule; gone with the next one. */
  readonly refused: { readonly code: string; readonly text: string } | null;
}

/** The limits of the connection profile in use and how far the day has used them up. */
export const useRisk = create<RiskState>(() => ({
  ...{ place: EVERYWHERE, limits: NOT_LOADED, usage: new Map(), version: 0, filter: '', pointer: null },
  ...{ changing: null, refused: null },
}));

let asked = 0;

export async function loadLimits(): Promise<void> {
  const mine = ++asked;
  useRisk.setState(({ limits }) => ({ limits: loading(limits) }));
  const { place } = useRisk.getState();
  const result = await main.invoke('risk.limits', askedOf(place));
  if (mine !== asked) return;
  useRisk.setState(({ limits }) => ({ limits: loaded(limits, result, 'read the limits') }));
}

export function receiveUsage(usage: RiskUsage): void {
  useRisk.setState((state) => ({ usage: new Map(state.usage).set(usage.account, usage) }));
}

/** They were changed, here or by another profile that is in use now. */
export function receiveLimitsChanged(): void {
  useRisk.setState(({ version }) => ({ version: version + 1 }));
  void loadLimits();
}

/** Another session: what another profile's accounts had used up is not theirs. */
export function followProfile(profileId: string | null): void {
  const known = useRisk.getState().limits.value?.profileId;
  if (profileId === null || known === undefined || known === profileId) return;
  useRisk.setState({ place: EVERYWHERE, usage: new Map(), refused: null });
  receiveLimitsChanged();
}

export function chooseRiskPlace(place: RiskPlace): void {
  useRisk.setState({ place, refused: null });
  void loadLimits();
}

/** Whether one of the rules said no, and not the way to the broker. */
export function isRule({ code }: Pick<DenialView, 'code'>): boolean {
  return !OWN_DENIALS.some((own) => own === code);
}

/** Opens the panel at the rule that refused, in the place where its limit is set now. */
export function showDeniedRule(
  { code, param, scope }: Pick<DenialView, 'code' | 'param' | 'scope'>,
  of: { readonly account: string | null; readonly contractId: number | null },
): void {
  const place: RiskPlace =
    scope === 'account' && of.account !== null
      ? { kind: 'account', account: of.account }
      : scope === 'contract' && of.contractId !== null
        ? { kind: 'contract', contractId: of.contractId }
        : EVERYWHERE;
  useRisk.setState(({ pointer }) => ({
    pointer: { code, param, count: (pointer?.count ?? 0) + 1 },
    filter: '',
  }));
  chooseRiskPlace(place);
  showPanel('risk', { focus: false });
}

export interface LimitEdit {
  /** null takes back what is set in the place. */
  readonly isOn?: boolean | null;
  readonly params?: Readonly<Record<string, LimitValue | null>>;
}

/** Sets one rule in the place shown. What lets more through is asked about natively. @returns whether it was changed */
export async function changeLimit(code: string, edit: LimitEdit): Promise<boolean> {
  const { place, changing } = useRisk.getState();
  if (changing !== null) return false;
  useRisk.setState({ changing: code, refused: null });
  const result = await main.invoke('risk.change', {
    ...{ place, code },
    ...(edit.isOn === undefined ? {} : { isOn: edit.isOn }),
    ...(edit.params === undefined ? {} : { params: edit.params }),
  });
  useRisk.setState({ changing: null });
  if (!result.ok) {
    const { title, help }: Problem = problemOf(result.error, 'change the limit');
    useRisk.setState({ refused: { code, text: `${title} ${help}` } });
    return false;
  }
  if (!result.value.isChanged) {
    useRisk.setState({ refused: { code, text: 'Not changed: the question was answered with no.' } });
    return false;
  }
  await loadLimits();
  return true;
}

/** Measures the drawdown of an account from what it is worth now; main asks natively. */
export async function restartDrawdown(account: string): Promise<void> {
  const result = await main.invoke('risk.restartDrawdown', { account });
  if (!result.ok) notifyProblem(result.error, 'measure the drawdown anew');
  else if (result.value.isRestarted) notify('success', `The drawdown of ${account} is measured anew.`);
}

function askedOf(place: RiskPlace): { account?: string; contractId?: number } {
  switch (place.kind) {
    case 'everywhere':
      return {};
    case 'account':
      return { account: place.account };
    case 'contract':
      return { contractId: place.contractId };
  }
}
