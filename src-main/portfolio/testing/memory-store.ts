import { ok } from '#shared/kernel/result.ts';
import type { CommissionReport, Execution } from '#shared/model/execution.ts';
import type {
  PortfolioRows,
  PortfolioStore,
  StoredExecution,
  StoredExecutions,
} from '../../ports/portfolio-store.ts';

/** What the two stores keep, without a disk: for tests of what is done with it. */
export class MemoryStore implements PortfolioStore, StoredExecutions {
  readonly rows: { profileId: string; rows: PortfolioRows }[] = [];
  readonly #executions = new Map<string, Map<string, Execution>>();
  readonly #commissions = new Map<string, CommissionReport>();

  execution(profileId: string, execution: Execution): void {
    this.#of(profileId).set(execution.execId, execution);
  }

  commission(profileId: string, report: CommissionReport): void {
    this.#commissions.set(`${profileId} ${report.execId}`, report);
  }

  page(profileId: string, after: { at: number; execId: string } | null, limit: number) {
    const isBehind = ({ execution: { at, execId } }: StoredExecution) =>
      after === null || at > after.at || (at === after.at && execId > after.execId);
    return [...this.#of(profileId).values()]
      .map((execution): StoredExecution => ({
        execution,
        commission: this.#commissions.get(`${profileId} ${execution.execId}`) ?? null,
      }))
      .filter(isBehind)
      .sort((a, b) => a.execution.at - b.execution.at || (a.execution.execId < b.execution.execId ? -1 : 1))
      .slice(0, limit);
  }

  load(profileId: string) {
    const all = this.rows.filter((one) => one.profileId === profileId).map(({ rows }) => rows);
    const accounts = new Map(all.flatMap(({ accounts: some = [] }) => some.map((one) => [one.account, one])));
    return {
      accounts: [...accounts.values()],
      positions: all.flatMap(({ positions = [] }) => positions),
      cash: all.flatMap(({ cash = [] }) => cash),
      positionDays: all.flatMap(({ positionDays = [] }) => positionDays),
    };
  }

  save(profileId: string, rows: PortfolioRows) {
    this.rows.push({ profileId, rows });
    return ok(null);
  }

  days(profileId: string, account: string, limit: number) {
    const days = new Map(
      this.rows
        .filter((one) => one.profileId === profileId)
        .flatMap(({ rows: { days: some = [] } }) => some)
        .filter((day) => day.account === account)
        .map((day) => [day.day, day]),
    );
    return [...days.values()].slice(-limit);
  }

  #of(profileId: string): Map<string, Execution> {
    let all = this.#executions.get(profileId);
    if (all === undefined) this.#executions.set(profileId, (all = new Map<string, Execution>()));
    return all;
  }
}
