/** What a message of @stoqey/ib is made of; lists may lie in lists, and what is not given is empty. */
export type Token = string | number | boolean | null | undefined | readonly Token[];

/** A message as it goes out, in one buffer: four bytes of length, then each token and a zero byte. */
export function frameOf(tokens: readonly Token[]): Buffer {
  const text = textOf(tokens);
  // Three bytes are the most that UTF-8 needs for a unit: counting them first would go through the text twice.
  const bytes = Buffer.allocUnsafe(4 + 3 * text.length);
  const length = bytes.write(text, 4);
  bytes.writeUInt32BE(length);
  return bytes.subarray(0, 4 + length);
}

function textOf(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) {
    if (Array.isArray(token)) text += textOf(token as readonly Token[]);
    else if (typeof token === 'boolean') text += token ? '1\0' : '0\0';
    else text += `${(token as string | number | null | undefined) ?? ''}\0`;
  }
  return text;
}
