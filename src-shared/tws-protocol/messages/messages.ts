import type { Result } from '#shared/kernel/result.ts';
import { Catalog, type RecordsOf } from '../catalog.ts';
import { PAYLOAD_BYTES_MAX } from '../frame-encoder.ts';
import type { ProtocolFault } from '../protocol-fault.ts';
import { accountMessages } from './account-messages.ts';
import { completedOrder } from './completed-order.ts';
import { contractDetailsMessages } from './contract-details.ts';
import { contractMessages } from './contract-messages.ts';
import { historyMessages } from './history-messages.ts';
import { marketDataMessages } from './market-data-messages.ts';
import { openOrder } from './open-order.ts';
import { orderMessages } from './order-messages.ts';
import { sessionMessages } from './session-messages.ts';

/** Everything the gateway may say, by name. */
const messageLayouts = {
  ...sessionMessages,
  ...contractMessages,
  ...contractDetailsMessages,
  ...marketDataMessages,
  ...historyMessages,
  openOrder,
  completedOrder,
  ...orderMessages,
  ...accountMessages,
};

export type GatewayMessage = RecordsOf<typeof messageLayouts>;
export type MessageOfKind<K extends GatewayMessage['kind']> = Extract<GatewayMessage, { readonly kind: K }>;

/** A history answer comes in one frame, so the frame is the only bound: each field takes a byte at least. */
const catalog = new Catalog(messageLayouts, PAYLOAD_BYTES_MAX);

/** The whole frame, its length included, as server version `serverVersion` writes it. */
export function encodeMessage(message: GatewayMessage, serverVersion: number): Uint8Array<ArrayBuffer> {
  return catalog.encode(message, serverVersion);
}

/** @param payload of one frame, without its length */
export function decodeMessage(
  payload: Uint8Array,
  serverVersion: number,
): Result<GatewayMessage, ProtocolFault> {
  return catalog.decode(payload, serverVersion);
}
