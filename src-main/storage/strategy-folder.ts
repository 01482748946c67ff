import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { USER_STRATEGY_BOUNDS } from '#shared/model/user-strategy.ts';
import type { StrategyFolder } from '../ports/strategy-folder.ts';

/** What the build makes: see build/strategy-sdk.mjs. */
const sdkSchema = z.object({
  version: z.string(),
  files: z.record(z.string(), z.string()),
  tsconfig: z.string(),
  template: z.string(),
});
type Sdk = z.output<typeof sdkSchema>;

const MANIFEST = 'tradewind-sdk/package.json';
const NAME = 'my-strategy';
const TITLE = 'My strategy';
const NEW_FILES_MAX = 1_000;
const ID = /\bid:\s*['"`]([a-z0-9-]+)['"`]/g;

/** The folder of the user's strategies on the disk, with what an editor needs beside them. */
export function createStrategyFolder(folder: string, sdkPath: string): StrategyFolder {
  const readSdk = async () => sdkSchema.parse(JSON.parse(await readFile(sdkPath, 'utf8')));
  return {
    path: folder,
    prepare: () =>
      attempt(folder, async () => {
        await prepare(folder, await readSdk());
        return null;
      }),
    renew: () =>
      attempt(folder, async () => {
        // The folder does not exist yet: it is made when the user opens it.
        if (await exists(join(folder, MANIFEST))) await prepare(folder, await readSdk());
        return null;
      }),
    create: () =>
      attempt(folder, async () => {
        const sdk = await readSdk();
        await prepare(folder, sdk);
        return createFromTemplate(folder, sdk.template);
      }),
  };
}

/** The SDK is replaced where it is of another version; tsconfig.json is the user's once it is there. */
async function prepare(folder: string, { version, files, tsconfig }: Sdk): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const manifest = await readFile(join(folder, MANIFEST), 'utf8').catch(() => '');
  if (!manifest.includes(`"tradewind": "${version}"`)) {
    // The manifest comes last: a copy that was cut off is made again.
    const { [MANIFEST]: last, ...others } = files;
    for (const [path, text] of [...Object.entries(others), [MANIFEST, last!] as const]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  }
  await writeNew(join(folder, 'tsconfig.json'), tsconfig);
}

/** `my-strategy.ts`, or the first number whose name and id are free. */
async function createFromTemplate(folder: string, template: string): Promise<{ readonly file: string }> {
  const ids = await idsIn(folder);
  for (let number = 1; number <= NEW_FILES_MAX; number++) {
    const suffix = number === 1 ? '' : `-${number}`;
    if (ids.has(NAME + suffix)) continue;
    const file = `${NAME}${suffix}.ts`;
    const text = template
      .replace(`'${NAME}'`, `'${NAME}${suffix}'`)
      .replace(`'${TITLE}'`, `'${TITLE}${suffix.replace('-', ' ')}'`);
    if (await writeNew(join(folder, file), text)) return { file };
  }
  throw new Error(`there are ${NEW_FILES_MAX} new strategies already`);
}

/** Ids that the files seem to use: of two files with one id neither could be run. */
async function idsIn(folder: string): Promise<ReadonlySet<string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  const ids = new Set<string>();
  for (const name of names.slice(0, USER_STRATEGY_BOUNDS.files)) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found?.isFile() !== true || found.size > USER_STRATEGY_BOUNDS.bytes) continue;
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    for (const [, id] of text.matchAll(ID)) ids.add(id!);
  }
  return ids;
}

/** Returns false when there is a file of that name, which stays as it is. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

async function attempt<T>(folder: string, work: () => Promise<T>): Promise<Result<T, ServiceFailure>> {
  try {
    return ok(await work());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return err(
      failure(
        'strategies-folder',
        `The strategies folder ${folder} could not be written: ${why}.`,
        'Make it writable, or free some space.',
      ),
    );
  }
}
