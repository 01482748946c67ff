import { join } from 'node:path';
import PQueue from 'p-queue';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import {
  placeOf,
  type StrategyCode,
  type StrategyProblem,
  type StrategySource,
} from '#shared/model/user-strategy.ts';
import { strategies as shipped } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { StrategyChecker } from './checker.ts';
import { listStrategyFiles, problem, readSource, type StrategyFile } from './read-folder.ts';
import { userDefinition, type UserStrategyDefinition } from './user-definition.ts';

export interface UserStrategiesOptions {
  readonly folder: string;
  readonly checker: Pick<StrategyChecker, 'check'>;
  /** Something in the list is another. */
  readonly onChange?: () => void;
}

/** A file, and what was found when it was read last. */
interface KnownFile {
  readonly stamp: string;
  readonly hash: string | null;
  readonly outcome: UserStrategyDefinition | StrategyProblem;
}

/** More than runs and studies that can be under way (orchestrator/backtests.ts). */
const PINNED_MAX = 200;

/** While many files are checked, the list is told now and then. */
const TELL_EVERY_MS = 500;

/** The strategies of one folder, each as its file was when it was read last; what cannot be used is a problem with its place. */
export class UserStrategies {
  readonly #options: UserStrategiesOptions;
  readonly #known = new Map<string, KnownFile>();
  /** Texts that runs were asked for with, by hash; asked for longest ago first. */
  readonly #pinned = new Map<string, UserStrategyDefinition>();
  #notTaken: readonly StrategyProblem[] = [];
  readonly #scans = new PQueue({ concurrency: 1 });
  /** One file after the other, whoever asks: a run that begins does not wait for a whole folder. */
  readonly #turns = new PQueue({ concurrency: 1 });
  #told = '';
  #isClosed = false;
  #list: {
    readonly definitions: readonly UserStrategyDefinition[];
    readonly problems: readonly StrategyProblem[];
  } = { definitions: [], problems: [] };

  constructor(options: UserStrategiesOptions) {
    this.#options = options;
  }

  /** Those of the application and these: one list for good, kept up to date. */
  readonly all: StrategyDefinition[] = [...shipped];

  get definitions(): readonly UserStrategyDefinition[] {
    return this.#list.definitions;
  }

  get problems(): readonly StrategyProblem[] {
    return this.#list.problems;
  }

  /** Files are being read. */
  get isReading(): boolean {
    return this.#scans.pending > 0;
  }

  /** Looks at the folder and reads what has changed since. */
  async refresh(): Promise<void> {
    // One that has not begun yet will see all that this one would.
    if (this.#scans.size > 0) return this.#scans.onIdle();
    const hasRead = await this.#scans.add(() => this.#scan());
    // Whoever was told meanwhile was told that files are being read.
    if (hasRead) this.#options.onChange?.();
  }

  /**
   * The strategy of this name as its file is now; undefined: no file has one. Codes: `strategy-not-usable`, when its file
   * has a fault since.
   */
  async current(strategyId: string): Promise<Result<UserStrategyDefinition | undefined, ServiceFailure>> {
    const last = this.definitions.find(({ id }) => id === strategyId);
    if (last !== undefined) await this.#turns.add(() => this.#read(last.code.file, null));
    const now = this.definitions.find(({ id }) => id === strategyId);
    if (now !== undefined || last === undefined) return ok(now);
    return err(this.#notUsable(strategyId, last.code.file));
  }

  /** A text that is not in the folder, or not any more. Code: `strategy-not-usable`. */
  async fromSource(source: StrategySource): Promise<Result<UserStrategyDefinition, ServiceFailure>> {
    const outcome = await this.#outcomeOf(source);
    if (isDefinition(outcome)) return ok(outcome);
    return err(failure('strategy-not-usable', `${placeOf(outcome)}: ${outcome.message}`));
  }

  /**
   * The spec with the text that it will run on, which is kept until it has: of a user's strategy the file as it stands, or the
   * one that the spec names. The definition is the one to judge its parameters by; null for a shipped strategy. Codes:
   * `strategy-not-usable`, `code-not-kept`.
   *
   * @param stored finds a text that an earlier run was made from
   */
  async pin<Spec extends Pick<BacktestSpec, 'strategyId' | 'strategyHash'>>(
    spec: Spec,
    stored: (hash: string) => Promise<StrategySource | null>,
  ): Promise<
    Result<{ readonly spec: Spec; readonly definition: UserStrategyDefinition | null }, ServiceFailure>
  > {
    const { strategyId, strategyHash } = spec;
    if (shipped.some(({ id }) => id === strategyId)) return ok({ spec, definition: null });
    const current = await this.current(strategyId);
    let definition = current.ok ? current.value : undefined;
    if (strategyHash !== undefined && definition?.code.hash !== strategyHash) {
      const source = await stored(strategyHash);
      if (source === null)
        return err(
          failure('code-not-kept', 'The code of that run is not kept any more.', 'Run it as it is now.'),
        );
      const past = await this.fromSource(source);
      if (!past.ok) return past;
      definition = past.value;
    } else if (!current.ok) return current;
    if (definition === undefined) return ok({ spec, definition: null }); // unknown: for the orchestrator to say
    this.#pinned.delete(definition.code.hash);
    this.#pinned.set(definition.code.hash, definition);
    for (const oldest of this.#pinned.keys()) {
      if (this.#pinned.size <= PINNED_MAX) break;
      this.#pinned.delete(oldest);
    }
    return ok({ spec: { ...spec, strategyHash: definition.code.hash }, definition });
  }

  /** For the executor. @param hash undefined: the file as it was read last */
  codeOf(strategyId: string, hash: string | undefined): StrategyCode | undefined {
    if (hash === undefined) return this.definitions.find(({ id }) => id === strategyId)?.code;
    const pinned = this.#pinned.get(hash)?.code;
    return pinned?.strategyId === strategyId ? pinned : undefined;
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Returns whether a file was read. */
  async #scan(): Promise<boolean> {
    const { folder } = this.#options;
    const { files, problems } = await listStrategyFiles(folder);
    this.#notTaken = problems;
    const names = new Set(files.map(({ file }) => file));
    for (const file of this.#known.keys()) if (!names.has(file)) this.#known.delete(file);
    let hasRead = false;
    let toldAt = performance.now();
    for (const file of files) {
      if (this.#isClosed) return false;
      if (this.#known.get(file.file)?.stamp === file.stamp) continue;
      await this.#turns.add(() => this.#read(file.file, file));
      hasRead = true;
      if (performance.now() - toldAt < TELL_EVERY_MS) continue;
      toldAt = performance.now();
      this.#tell();
    }
    this.#tell();
    return hasRead;
  }

  /** @param listed null: whatever the stamp says, look at the text */
  async #read(file: string, listed: StrategyFile | null): Promise<void> {
    const stamp = listed?.stamp ?? '';
    const last = this.#known.get(file);
    let source: StrategySource | null;
    try {
      source = await readSource(join(this.#options.folder, file), file);
    } catch (error) {
      this.#known.set(file, { stamp, hash: null, outcome: problem(file, sentenceOf(error)) });
      if (listed === null) this.#tell();
      return;
    }
    if (source === null) this.#known.delete(file);
    else if (last?.hash === source.hash)
      this.#known.set(file, { ...last, stamp: listed?.stamp ?? last.stamp });
    else this.#known.set(file, { stamp, hash: source.hash, outcome: await this.#outcomeOf(source) });
    if (listed === null) this.#tell();
  }

  async #outcomeOf(source: StrategySource): Promise<KnownFile['outcome']> {
    const checked = await this.#options.checker.check({ file: source.file, text: source.text });
    return checked.ok ? userDefinition(source, checked.value) : { file: source.file, ...checked.error };
  }

  /** Puts the list together anew, and says so if it is another. */
  #tell(): void {
    const definitions: UserStrategyDefinition[] = [];
    const problems: StrategyProblem[] = [...this.#notTaken];
    const files = new Map<string, string[]>();
    for (const { outcome } of this.#known.values())
      if (isDefinition(outcome)) files.set(outcome.id, [...(files.get(outcome.id) ?? []), outcome.code.file]);
    for (const { outcome } of this.#known.values()) {
      if (!isDefinition(outcome)) problems.push(outcome);
      else {
        const clash = clashOf(outcome, files.get(outcome.id)!);
        if (clash === null) definitions.push(outcome);
        else problems.push(problem(outcome.code.file, clash));
      }
    }
    const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
    definitions.sort((a, b) => byName(a.title, b.title) || byName(a.id, b.id));
    problems.sort((a, b) => byName(a.file, b.file));
    this.#list = { definitions, problems };
    this.all.splice(shipped.length, Infinity, ...definitions);
    const told = JSON.stringify([definitions.map(({ code: { file, hash } }) => [file, hash]), problems]);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.onChange?.();
  }

  #notUsable(strategyId: string, file: string): ServiceFailure {
    const found = this.problems.find((one) => one.file === file);
    return failure(
      'strategy-not-usable',
      found === undefined
        ? `The strategy '${strategyId}' is gone: ${file} is not there any more, or has another in it.`
        : `${placeOf(found)}: ${found.message}`,
      found === undefined ? 'Choose another strategy.' : 'Correct the file and save it; then run again.',
    );
  }
}

function isDefinition(outcome: KnownFile['outcome']): outcome is UserStrategyDefinition {
  return 'code' in outcome;
}

/** Which of two would run must not depend on the order of files: neither does. */
function clashOf({ id }: UserStrategyDefinition, files: readonly string[]): string | null {
  if (shipped.some((one) => one.id === id))
    return `Its id '${id}' is that of a strategy of the application: give it another one.`;
  if (files.length === 1) return null;
  return `The id '${id}' is in ${files.length} files (${files.slice(0, 5).join(', ')}): give each its own.`;
}

function sentenceOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : `It cannot be read: ${message}.`;
}
