import { app, shell, type Session, type WebContents } from 'electron';
import type { Logger } from '#shared/telemetry/logger.ts';
import { isListed } from './external-links.ts';
import type { PageAddress } from './origin.ts';
import { WEB_PREFERENCES } from './window.ts';

/** Security rules for every web page of this program, whoever opens it. To be called before the first one exists. */
export function guardWebContents(page: PageAddress, log: Logger): void {
  app.on('web-contents-created', (_, contents) => {
    guard(contents, page, log);
  });
  // Chromium's own answer, stated: a certificate that does not verify is an error for everybody.
  app.on('certificate-error', (event, _contents, url, error, _certificate, decide) => {
    event.preventDefault();
    log.warn({ url, error }, 'a certificate was refused');
    decide(false);
  });
}

/** Camera, location, notifications, devices, clipboard reading...: nothing is granted, whoever asks. */
export function denyPermissions(session: Session, log: Logger): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => {
    log.warn({ permission }, 'a permission was refused');
    decide(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.on('will-download', (event, item) => {
    log.warn({ url: item.getURL() }, 'a download was refused');
    event.preventDefault();
  });
}

function guard(contents: WebContents, page: PageAddress, log: Logger): void {
  const refuse = (event: { preventDefault(): void }, what: string, url: string) => {
    event.preventDefault();
    log.warn({ url }, `${what} was refused`);
  };
  contents.on('will-navigate', (event) => {
    if (!staysAtHome(contents.getURL(), event.url, page)) refuse(event, 'a navigation', event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) refuse(event, 'a navigation of a frame', event.url);
  });
  contents.on('will-redirect', (event) => {
    refuse(event, 'a redirect', event.url);
  });
  contents.on('will-attach-webview', (event) => {
    refuse(event, 'a webview', '');
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (url === page.popoutUrl) {
      return { action: 'allow', overrideBrowserWindowOptions: { webPreferences: WEB_PREFERENCES } };
    }
    if (isListed(url)) void shell.openExternal(url);
    else log.warn({ url }, 'a new window was refused');
    return { action: 'deny' };
  });
}

/** A reload comes through here too, with the address the page already has, and so does the first load of a pop-out. */
function staysAtHome(from: string, to: string, { indexUrl, popoutUrl }: PageAddress): boolean {
  if (to === indexUrl) return from === indexUrl;
  return to === popoutUrl && (from === '' || from === popoutUrl);
}
