/**
 * How well what was typed names a command, 0: not at all. Every word typed must stand in its title or group; the beginning of the
 * title counts most, then beginnings of words. Letters scattered over a title do not count: Enter runs what comes first, and some of
 * it moves money.
 *
 * @param names title first, then group or other names
 */
export function paletteScore(typed: string, names: readonly string[]): number {
  const wanted = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const text = names.join(' ').toLowerCase();
  const words = text.split(/[^\p{L}\p{N}.]+/u);
  if (wanted.length === 0) return 1;
  let sum = 0;
  for (const word of wanted) {
    if (words.includes(word)) sum += 0.9;
    else if (words.some((one) => one.startsWith(word))) sum += 0.7;
    else if (text.includes(word)) sum += 0.3;
    else return 0;
  }
  const share = sum / wanted.length;
  return text.startsWith(wanted.join(' ')) ? 0.9 + share / 10 : share * 0.9;
}
