/** Whether an ascending list has a number: bisection, as the list of a compliance desk is long. */
export function isListed(list: readonly number[], id: number): boolean {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return list[low] === id;
}
