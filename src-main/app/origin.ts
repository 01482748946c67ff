/** The page's own address: everything that decides who is trusted compares with it. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'tradewind';

export interface PageAddress {
  /** As `WebFrameMain.origin` writes it. */
  readonly origin: string;
  readonly indexUrl: string;
  /** The only address window.open may name: an empty page that dockview moves a panel into. */
  readonly popoutUrl: string;
  /** Served by electron-vite's dev server, with looser rules of its own. */
  readonly isDevServer: boolean;
}

/** @param devServerUrl what electron-vite says in development, undefined in a built application */
export function pageAddress(devServerUrl: string | undefined): PageAddress {
  const isDevServer = devServerUrl !== undefined;
  const origin = isDevServer ? new URL(devServerUrl).origin : `${APP_SCHEME}://${APP_HOST}`;
  return { origin, indexUrl: `${origin}/index.html`, popoutUrl: `${origin}/popout.html`, isDevServer };
}
