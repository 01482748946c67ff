/** For what only a bug can do. The console of the page is where main's log and the developer tools look. */
export function reportFault(what: string, ...details: unknown[]): void {
  // eslint-disable-next-line no-console -- the one place that writes there
  console.error(what, ...details);
}
