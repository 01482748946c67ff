import { expect, test } from 'vitest';
import { isListed } from './external-links.ts';

test.each([
  'https://www.interactivebrokers.com/',
  'https://www.interactivebrokers.com/en/trading/tws.php?a=1#b',
])('opens %s', (url) => {
  expect(isListed(url)).toBe(true);
});

test.each([
  '',
  'no address',
  'http://www.interactivebrokers.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https://interactivebrokers.com.example.com/',
  'https://www.interactivebrokers.com.example.com/',
  'https://example.com/www.interactivebrokers.com',
  'https://www.interactivebrokers.com@example.com/',
  'https://user:word@www.interactivebrokers.com/',
  'https://www.interactivebrokers.com:8443/',
  'ms-settings:privacy',
  'smb://www.interactivebrokers.com/share',
])('refuses %j', (url) => {
  expect(isListed(url)).toBe(false);
});
