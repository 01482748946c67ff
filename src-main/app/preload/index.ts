import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { ASK_FOR_PORTS, GRANT_DROPPED_FILE, PORT, type ServiceName } from '#shared/ipc/bridge.ts';

// Ports cannot cross the context bridge, so they are posted to the page, which trusts messages from its own window only.
ipcRenderer.on(PORT, (event, service: ServiceName) => {
  window.postMessage({ kind: 'port', service }, window.location.origin, event.ports);
});

// The page's modules have run by now, so someone listens. Each new document asks for ports of its own.
window.addEventListener('DOMContentLoaded', () => {
  ipcRenderer.send(ASK_FOR_PORTS);
});

contextBridge.exposeInMainWorld('tradewind', {
  /** A file dropped from outside becomes a grant; null for one that is not a file on disk or not of a kind to import. */
  grantDroppedFile(file: File): Promise<unknown> {
    const path = webUtils.getPathForFile(file);
    return path === '' ? Promise.resolve(null) : ipcRenderer.invoke(GRANT_DROPPED_FILE, path);
  },
});
