import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('theme.css', import.meta.url), 'utf8');
const themes = ['dark', 'light'] as const;
const palettes = ['standard', 'colour-blind'] as const;
const cases = themes.flatMap((theme) => palettes.map((palette) => [theme, palette] as const));

/** The tokens as a root with these attributes has them: a later rule wins over an earlier one, as in theme.css. */
function tokens(attributes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const rules = [...css.matchAll(/^:root((?:\[[^\]]+\])*) \{([^}]*)\}/gm)].map(([, selector, body]) => ({
    wanted: [...selector!.matchAll(/\[data-(\w+)='([^']+)'\]/g)],
    body: body!,
  }));
  const matching = rules.filter(({ wanted }) =>
    wanted.every(([, name, value]) => attributes[name!] === value),
  );
  for (const { body } of matching.sort((a, b) => a.wanted.length - b.wanted.length))
    for (const [, name, value] of body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)) found.set(name!, value!);
  return found;
}

/** As WCAG 2 defines it: 1 to 21. */
function contrast(a: string, b: string): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (lighter! + 0.05) / (darker! + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

test.each(cases)('words are read at 4.5 to 1 and prices at 7 to 1: %s, %s', (theme, palette) => {
  const own = tokens({ theme, palette, contrast: 'normal' });
  const panel = own.get('panel')!;
  for (const name of ['muted', 'accent', 'gain', 'loss', 'warn', 'live-text', 'paper', 'research'])
    expect(contrast(own.get(name)!, panel), name).toBeGreaterThanOrEqual(4.5);
  expect(contrast(own.get('text')!, panel)).toBeGreaterThanOrEqual(7);
});

test.each(cases)(
  'with high contrast everything is read at 7 to 1, and lines at 3 to 1: %s, %s',
  (theme, palette) => {
    const own = tokens({ theme, palette, contrast: 'high' });
    const panel = own.get('panel')!;
    for (const name of ['text', 'muted', 'accent', 'gain', 'loss', 'warn', 'live-text', 'paper', 'research'])
      expect(contrast(own.get(name)!, panel), name).toBeGreaterThanOrEqual(7);
    expect(contrast(own.get('line')!, panel)).toBeGreaterThanOrEqual(3);
    // White letters stand on it.
    expect(contrast(own.get('live')!, '#ffffff')).toBeGreaterThanOrEqual(4.5);
  },
);
