import { z } from 'zod';
import { domPort } from './dom-port.ts';
import { main, research } from './services.ts';

const portMessageSchema = z.strictObject({ kind: z.literal('port'), service: z.enum(['main', 'research']) });
export type ServiceName = z.output<typeof portMessageSchema>['service'];

/** Takes the ports that the preload hands on, first ones and those of a service that was started again. */
export function receivePorts(onConnected: (service: ServiceName) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window || event.origin !== window.location.origin) return;
    const message = portMessageSchema.safeParse(event.data);
    const port = event.ports[0];
    if (!message.success || port === undefined) return;
    const client = message.data.service === 'main' ? main : research;
    client.reconnect(domPort(port));
    onConnected(message.data.service);
  });
}
