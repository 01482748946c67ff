/** Pages that Help and the licence texts lead to; opened in the user's browser. Anything else is refused. */
const EXTERNAL_HOSTS: ReadonlySet<string> = new Set([
  'www.interactivebrokers.com',
  'interactivebrokers.github.io',
  'www.ibkrguides.com',
]);

/** https, a host of the list, and nothing in front of it or behind it that would change whom the browser asks. */
export function isListed(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    url.protocol === 'https:' &&
    EXTERNAL_HOSTS.has(url.hostname) &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}
