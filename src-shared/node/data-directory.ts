import { closeSync, mkdirSync, openSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { failure, type ServiceFailure } from '../ipc/errors.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** Where everything of one installation lies. Main, research and the CLI find it by the same rule. */
export interface DataDirectory {
  readonly root: string;
  readonly tradingDb: string;
  readonly researchDb: string;
  /** States of the paper gateway. */
  readonly paper: string;
  readonly logs: string;
  /** Refused rows of imports. */
  readonly reports: string;
  /** TypeScript files of the user. */
  readonly strategies: string;
}

export interface DataDirectoryChoice {
  /** Value of `--data-dir`; undefined when it was not given. */
  readonly argument: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const ENV_NAME = 'TRADEWIND_DATA_DIR';

/** Finds the data directory and makes sure that it can be written: `--data-dir`, else TRADEWIND_DATA_DIR, else the platform's own place. */
export function openDataDirectory(choice: DataDirectoryChoice): Result<DataDirectory, ServiceFailure> {
  if (choice.argument?.trim() === '') {
    return err(
      failure('data-directory-unusable', '--data-dir names no folder.', 'Give it a path: --data-dir FOLDER.'),
    );
  }
  const directory = dataDirectoryAt(findDataRoot(choice));
  try {
    // What is in here is nobody else's business; a folder that exists keeps the rights its owner gave it.
    for (const folder of [
      directory.root,
      directory.paper,
      directory.logs,
      directory.reports,
      directory.strategies,
    ]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    proveWritable(directory.root);
  } catch (error) {
    return err(unusable(directory.root, error));
  }
  return ok(directory);
}

export function dataDirectoryAt(root: string): DataDirectory {
  return {
    root,
    tradingDb: join(root, 'trading.db'),
    researchDb: join(root, 'research.db'),
    paper: join(root, 'paper'),
    logs: join(root, 'logs'),
    reports: join(root, 'reports'),
    strategies: join(root, 'strategies'),
  };
}

/** The rule alone, for messages and tests: nothing is created. */
export function findDataRoot({ argument, env }: DataDirectoryChoice): string {
  const fromEnv = env[ENV_NAME]?.trim();
  if (argument !== undefined) return resolve(argument);
  if (fromEnv !== undefined && fromEnv !== '') return resolve(fromEnv);
  return envPaths('tradewind', { suffix: '' }).data;
}

/** Permission bits do not tell the whole truth (read-only mounts, full disks, ACLs): write a file. */
function proveWritable(root: string): void {
  const probe = join(root, `.probe-${process.pid}`);
  closeSync(openSync(probe, 'w', 0o600));
  unlinkSync(probe);
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file of that name is in the way',
};

function unusable(root: string, error: unknown): ServiceFailure {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return failure(
    'data-directory-unusable',
    `The data folder ${root} cannot be used: ${REASONS[code] ?? message}.`,
    `Make it writable, or choose another one with --data-dir FOLDER or ${ENV_NAME}.`,
  );
}
