/**
 * The moments at which any of several series has a bar: their times as one ascending column without repeats. Series that
 * share a calendar are recognised by one look at each bar; the rest are joined two and two.
 *
 * @param columns ascending and unique each; may be empty; at least one column
 * May return one of the columns itself.
 */
export function mergedTimeline(columns: readonly Float64Array[]): Float64Array {
  const first = columns[0]!;
  if (columns.every((column) => isSame(column, first))) return first;
  const middle = columns.length >> 1;
  return union(mergedTimeline(columns.slice(0, middle)), mergedTimeline(columns.slice(middle)));
}

function isSame(left: Float64Array, right: Float64Array): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  return bytesOf(left).equals(bytesOf(right));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function union(left: Float64Array, right: Float64Array): Float64Array {
  const out = new Float64Array(left.length + right.length);
  let length = 0;
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    const a = left[l]!;
    const b = right[r]!;
    out[length++] = a < b ? a : b;
    if (a <= b) l++;
    if (b <= a) r++;
  }
  while (l < left.length) out[length++] = left[l++]!;
  while (r < right.length) out[length++] = right[r++]!;
  return out.slice(0, length);
}
