/**
 * Printable ASCII with everything else as \uXXXX, a backslash too: clients run names, error text and JSON through an
 * un-escape, some of them through Python's, which would make something else of `\n` or `\"`.
 */
export function escapeText(text: string): string {
  return text.replace(
    /[^\x20-\x5b\x5d-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function unescapeText(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
