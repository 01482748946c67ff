import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

// What the build takes into its bundles is found among devDependencies too: tools that leave nothing behind are named here.
const TOOLS =
  /^(@types\/|@eslint\/|eslint|typescript|vite$|vitest$|electron-vite$|electron-builder$|@electron\/|@vitejs\/|@playwright\/|prettier$|fast-check$|jiti$|node-gyp$|tar$)/;

const LICENCE_FILE = /^(licen[cs]e|copying)(\.|-|$)/i;
const NOTICE_FILE = /^notice(\.|$)/i;

/**
 * Licences of every package that is in what we ship, with the texts they ask to be passed on, and our own first.
 * @param {string} project its folder
 */
export function licencesText(project) {
  const own = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const roots = [
    ...Object.keys(own.dependencies ?? {}),
    ...Object.keys(own.devDependencies ?? {}).filter((name) => !TOOLS.test(name)),
  ];
  const packages = [...withDependencies(project, roots)].sort(([a], [b]) => a.localeCompare(b));
  const sections = packages.map(([, folder]) => describePackage(folder));
  const ours = existsSync(join(project, 'NOTICE'))
    ? readFileSync(join(project, 'NOTICE'), 'utf8').trim()
    : `${own.name} is licensed under ${own.license}.`;
  return `${[`Tradewind ${own.version}\n${own.license}\n\n${ours}`, ...sections].join(`\n\n${'─'.repeat(80)}\n\n`)}\n`;
}

/**
 * @param {string} project
 * @param {string[]} roots
 * @returns {Map<string, string>} `name@version` to folder
 */
function withDependencies(project, roots) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const queue = roots.map((name) => ({ name, from: project }));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const folder = findPackage(project, next.name, next.from);
    if (folder === undefined) continue; // optional, for another platform
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const key = `${manifest.name}@${manifest.version}`;
    if (found.has(key)) continue;
    found.set(key, folder);
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
      queue.push({ name, from: folder });
    }
  }
  return found;
}

/**
 * As Node looks: in node_modules of the package, then of the folders above.
 * @param {string} project
 * @param {string} name
 * @param {string} from
 * @returns {string | undefined}
 */
function findPackage(project, name, from) {
  for (let folder = from; ; folder = join(folder, '..')) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === project || folder === join(folder, '..')) return undefined;
  }
}

/** @param {string} folder */
function describePackage(folder) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const named = license?.type ?? license ?? licenses?.[0]?.type ?? 'licence not named';
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file) || NOTICE_FILE.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version}\n${named}`, ...texts].join('\n\n');
}
