import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cacheFolder } from './cache-folder.mjs';
import { reasonOf, say } from './progress.mjs';

const CONNECT_TIMEOUT_MS = 8_000;
const STALL_TIMEOUT_MS = 30_000;
const REMEMBER_FAILURE_MS = 12 * 60 * 60 * 1000;

/** The electron package carries its own downloader and unzipper: use those, in the versions it asks for. */
const require = createRequire(createRequire(import.meta.url).resolve('electron/package.json'));

/** @type {string} */
export const officialVersion = require('./package.json').version;

/**
 * Downloads the official release and unpacks it: what electron's install.js does, with our folder and with timeouts.
 * Mirrors (electron_mirror in .npmrc, ELECTRON_MIRROR, ...) are honoured by @electron/get, proxies by the environment.
 * @param {string} folder
 */
export async function downloadOfficialElectron(folder) {
  const get = await import(require.resolve('@electron/get'));
  if (takeProxyFromEnvironment()) get.initializeProxy();
  const { extract } = await import(require.resolve('@electron-internal/extract-zip'));
  /** @type {string | undefined} */
  let asked;
  try {
    /** @type {string} */
    const zip = await get.downloadArtifact({
      version: officialVersion,
      artifactName: 'electron',
      platform: process.platform,
      checksums: process.env.electron_use_remote_checksums ? undefined : require('./checksums.json'),
      cacheRoot: process.env.electron_config_cache,
      downloader: {
        download: async (/** @type {string} */ url, /** @type {string} */ file) => {
          await refuseIfFailedLately(url);
          asked = url;
          await download(url, file);
        },
      },
    });
    await extract(zip, { dir: folder });
  } catch (error) {
    if (asked !== undefined) await rememberFailure(asked, reasonOf(error));
    throw error;
  }
}

/** npm knows the proxy as a setting of its own; fetch looks in the environment only. */
function takeProxyFromEnvironment() {
  const { env } = process;
  const fromNpm = env.npm_config_https_proxy ?? env.npm_config_proxy;
  if (!(env.HTTPS_PROXY ?? env.https_proxy) && fromNpm) env.HTTPS_PROXY = fromNpm;
  return Boolean(env.HTTPS_PROXY ?? env.https_proxy ?? env.HTTP_PROXY ?? env.http_proxy);
}

/**
 * @param {string} url
 * @param {string} file
 */
async function download(url, file) {
  const controller = new AbortController();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const expectWithin = (/** @type {number} */ ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(new Error(`no answer within ${ms / 1000} s`)), ms);
  };
  const isLarge = url.endsWith('.zip'); // the list of checksums is not worth a word
  if (isLarge)
    say(
      `fetching the Electron ${officialVersion} runtime from ${new URL(url).host} (about 120 MB, once) ...`,
    );
  try {
    expectWithin(CONNECT_TIMEOUT_MS);
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const total = Number(response.headers.get('content-length'));
    let received = 0;
    let nextReport = 0.25;
    await mkdir(dirname(file), { recursive: true });
    await pipeline(
      Readable.fromWeb(response.body),
      async function* (chunks) {
        for await (const chunk of chunks) {
          expectWithin(STALL_TIMEOUT_MS);
          received += chunk.length;
          if (isLarge && received / total >= nextReport) {
            say(`  ${Math.round(received / 1e6)} of ${Math.round(total / 1e6)} MB`);
            nextReport += 0.25;
          }
          yield chunk;
        }
      },
      createWriteStream(file),
    );
  } catch (error) {
    throw new Error(`${new URL(url).host} could not be reached or broke off`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

// A host that cannot be reached is not asked again at every start. The note carries the address, so that naming a
// mirror takes effect at once.
const failureNote = join(cacheFolder, 'electron', 'download-failed.json');

/** @param {string} url */
async function refuseIfFailedLately(url) {
  if (process.env.TRADEWIND_RETRY_DOWNLOAD) return;
  const note = await readFile(failureNote, 'utf8').then(JSON.parse, () => undefined);
  if (note?.url === url && Date.now() - note.at < REMEMBER_FAILURE_MS)
    throw new Error(`${new URL(url).host}, tried lately: ${note.reason}`);
}

/**
 * @param {string} url
 * @param {string} reason
 */
async function rememberFailure(url, reason) {
  await mkdir(dirname(failureNote), { recursive: true });
  await writeFile(failureNote, JSON.stringify({ url, reason, at: Date.now() }));
}
