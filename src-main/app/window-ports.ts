import { ipcMain, MessageChannelMain, type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent, type MessagePortMain } from 'electron'; // prettier-ignore
import { ASK_FOR_PORTS, GRANT_DROPPED_FILE, PORT, type ServiceName } from '#shared/ipc/bridge.ts';
import type { Logger } from '#shared/telemetry/logger.ts';

export interface WindowPortsOptions {
  /** `WebFrameMain.origin` of our own page. */
  readonly origin: string;
  readonly log: Logger;
  /** Serves main's part of the contract on a port, until the returned function is called. */
  readonly serveMain: (port: MessagePortMain) => () => void;
  /** The window's end of a channel to research; null while that does not serve. */
  readonly openResearchPort: () => MessagePortMain | null;
  readonly grantDropped: (path: string) => Promise<unknown>;
}

export interface WindowPorts {
  /** From now on the window's own document gets ports when it asks. */
  add(window: BrowserWindow): void;
  /** Research serves, for the first time or again: every window that has asked gets a new port. */
  handOverResearch(): void;
}

/**
 * Gives our own windows their ports, and nobody else: the asking frame must be the main frame of a window that was added
 * here, at our own origin. Each document gets fresh ports; those of the document before are closed.
 */
export function openWindowPorts(options: WindowPortsOptions): WindowPorts {
  const windows = new Map<number, { readonly window: BrowserWindow; stopServing: (() => void) | null }>();

  ipcMain.on(ASK_FOR_PORTS, (event) => {
    const entry = trusted(event);
    if (entry === null)
      return options.log.warn({ url: addressOf(event) }, 'ports were asked for by a stranger');
    entry.stopServing?.();
    const { port1, port2 } = new MessageChannelMain();
    entry.stopServing = options.serveMain(port1);
    handOver(entry.window, 'main', port2);
    handOverResearchTo(entry.window);
  });

  ipcMain.handle(GRANT_DROPPED_FILE, (event, path: unknown) => {
    if (trusted(event) !== null && typeof path === 'string') return options.grantDropped(path);
    options.log.warn({ url: addressOf(event) }, 'a dropped file was not granted');
    return null;
  });

  function trusted({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent) {
    const entry = windows.get(sender.id) ?? null;
    const isOwnMainFrame =
      senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === options.origin;
    return isOwnMainFrame ? entry : null;
  }

  function handOverResearchTo(window: BrowserWindow): void {
    const port = options.openResearchPort();
    if (port !== null) handOver(window, 'research', port);
  }

  return {
    add(window) {
      const { id } = window.webContents;
      windows.set(id, { window, stopServing: null });
      window.on('closed', () => {
        windows.get(id)?.stopServing?.();
        windows.delete(id);
      });
    },
    handOverResearch() {
      for (const { window, stopServing } of windows.values())
        if (stopServing !== null) handOverResearchTo(window);
    },
  };
}

function handOver(window: BrowserWindow, service: ServiceName, port: MessagePortMain): void {
  window.webContents.mainFrame.postMessage(PORT, service, [port]);
}

function addressOf({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): string {
  return senderFrame?.url ?? 'a frame that is gone';
}
