import type { MessagePort } from 'node:worker_threads';
import type { Port } from '../ipc/port.ts';

/** Electron's MessagePortMain, as main and utility processes know it; named here so that this folder needs no Electron. */
export interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: readonly ElectronPort[] }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export function electronPort(port: ElectronPort): Port {
  return {
    ...withState(port),
    onMessage(listener) {
      port.on('message', ({ data, ports }) => {
        for (const stray of ports) stray.close(); // no message of ours carries a port
        listener(data);
      });
      port.start();
    },
  };
}

/** Between threads of one process, and in tests. */
export function workerPort(port: MessagePort): Port {
  return {
    ...withState(port),
    onMessage(listener) {
      port.on('message', listener);
    },
  };
}

interface Closable {
  postMessage(message: unknown): void;
  on(event: 'close', listener: () => void): unknown;
  close(): void;
}

function withState(port: Closable): Omit<Port, 'onMessage'> {
  let isOpen = true;
  let onClose: (() => void) | null = null;
  port.on('close', () => {
    isOpen = false;
    onClose?.();
    onClose = null;
  });
  return {
    send(bytes) {
      if (isOpen) port.postMessage(bytes);
    },
    onClose(listener) {
      onClose = listener;
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      port.close();
    },
  };
}
