/** How long workers take for pieces of work that they take in this order, each as soon as it is free. Any unit. */
export function makespan(costs: readonly number[], workers: number): number {
  const free = new Array<number>(Math.max(1, workers)).fill(0);
  for (const cost of costs) {
    const next = free.indexOf(Math.min(...free));
    free[next]! += cost;
  }
  return Math.max(...free);
}
