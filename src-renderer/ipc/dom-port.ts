import type { Port } from '#shared/ipc/port.ts';

/** The page's MessagePort as the contract's runtime wants it. */
export function domPort(port: MessagePort): Port {
  return {
    send(bytes) {
      port.postMessage(bytes);
    },
    onMessage(listener) {
      port.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
      port.start();
    },
    onClose(listener) {
      port.addEventListener('close', listener, { once: true });
    },
    close() {
      port.close();
    },
  };
}
