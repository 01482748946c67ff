import { protocol, type Session } from 'electron';
import { APP_SCHEME, type PageAddress } from './origin.ts';
import { answer, listFiles } from './served-files.ts';

/** Before `ready`: the page gets an origin of its own, with storage, modules and the rules of https. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page and nothing else. */
export function serveApp(session: Session, rendererFolder: string): void {
  const files = listFiles(rendererFolder);
  session.protocol.handle(APP_SCHEME, (request) => answer(request, files));
}

/** Vite's dev server sends its client inline and talks to it over a socket. Never part of a build. */
const DEV_CONTENT_SECURITY_POLICY = (origin: string) =>
  [
    "default-src 'none'",
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${origin.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Gives the dev server's pages a policy, since it sends none. */
export function guardDevServer(session: Session, page: PageAddress): void {
  session.webRequest.onHeadersReceived({ urls: [`${page.origin}/*`] }, ({ responseHeaders }, respond) => {
    const policy = DEV_CONTENT_SECURITY_POLICY(page.origin);
    respond({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': [policy] } });
  });
}
