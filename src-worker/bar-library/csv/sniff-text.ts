/** Beginnings of files that are not text but are often taken for CSV. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], 'is compressed (gzip). Unpack it first'],
  [[0x50, 0x4b, 0x03, 0x04], 'is a ZIP archive or an Excel workbook. Unpack it, or save the sheet as CSV'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'is an old Excel workbook. Save the sheet as CSV'],
  [[0x42, 0x5a, 0x68], 'is compressed (bzip2). Unpack it first'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'is compressed (xz). Unpack it first'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'is compressed (zstd). Unpack it first'],
  [[0x50, 0x41, 0x52, 0x31], 'is a Parquet file. Save it as CSV'],
  [[0x25, 0x50, 0x44, 0x46], 'is a PDF'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20], 'is an SQLite database'],
  [[0xff, 0xfe], 'is written in UTF-16. Save it as UTF-8 ("CSV UTF-8" in Excel)'],
  [[0xfe, 0xff], 'is written in UTF-16. Save it as UTF-8 ("CSV UTF-8" in Excel)'],
];

/** @returns why these first bytes are no CSV text, as the end of a sentence that begins with the file's name; null when they may be. */
export function sniffNotText(head: Uint8Array): string | null {
  for (const [bytes, what] of SIGNATURES) {
    if (bytes.every((byte, index) => head[index] === byte)) return what;
  }
  let zeros = 0;
  for (const byte of head) if (byte === 0) zeros++;
  if (zeros === 0) return null;
  return zeros > head.length / 4
    ? 'is written in UTF-16 or UTF-32. Save it as UTF-8 ("CSV UTF-8" in Excel)'
    : 'holds NUL bytes: it is not a text file, or it is damaged';
}
