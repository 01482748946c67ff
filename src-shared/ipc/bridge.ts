/** The few Electron channels between main and the preload: everything else goes over the ports they bring. */

/** Preload → main: the document is ready for its ports. */
export const ASK_FOR_PORTS = 'ports.ask';
/** Main → preload, with one port: the name of the service that answers on it. */
export const PORT = 'ports.port';
/** Preload → main, with the path of a file the user has dropped; answers a file grant or null. */
export const GRANT_DROPPED_FILE = 'files.grantDropped';

export type ServiceName = 'main' | 'research';
