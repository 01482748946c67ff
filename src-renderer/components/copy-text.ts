/**
 * Puts text on the clipboard, from a click or a key. The page has no permission for the asynchronous clipboard; the copy
 * event needs none.
 */
export function copyText(text: string): void {
  const write = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', write, { once: true });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- still the only way without a permission
  document.execCommand('copy');
  document.removeEventListener('copy', write);
}
