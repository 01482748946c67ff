/**
 * What the contract's runtime needs of a channel between two processes. DOM, Electron and worker_threads ports differ in
 * small ways; an adapter for each makes them one.
 */
export interface Port {
  /** Never throws; what is sent after the other end has gone is lost. */
  send(bytes: Uint8Array): void;
  /** The one listener. Messages that came before are delivered then. Data is whatever the other end posted. */
  onMessage(listener: (data: unknown) => void): void;
  /** The one listener, called once when the other end closes or its process is gone. */
  onClose(listener: () => void): void;
  close(): void;
}
