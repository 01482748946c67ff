import type { z } from 'zod';
import { twsAddressSchema } from '#shared/model/settings.ts';

/** As it is typed. */
export interface TwsAddressText {
  readonly host: string;
  readonly port: string;
}

/** @returns the address, or null and what is wrong with each field */
export function readTwsAddress({ host, port }: TwsAddressText): {
  readonly address: z.output<typeof twsAddressSchema> | null;
  readonly problems: { readonly host: string | null; readonly port: string | null };
} {
  const { shape } = twsAddressSchema;
  const hostRead = shape.host.safeParse(host.trim());
  const portRead = shape.port.safeParse(/^\d+$/.test(port.trim()) ? Number(port) : NaN);
  return {
    address: hostRead.success && portRead.success ? { host: hostRead.data, port: portRead.data } : null,
    problems: {
      host: hostRead.success ? null : 'A name or an address, as 127.0.0.1.',
      port: portRead.success ? null : 'A whole number from 1 to 65535.',
    },
  };
}
