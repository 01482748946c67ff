/**
 * A growing column: the same numbers in twice the room. Tables double when they are full, so that a row costs no
 * allocation; whoever owns the table states what bounds it.
 */
export function doubledFloats(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}

/** As `doubledFloats`, for indexes. */
export function doubledIntegers(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
