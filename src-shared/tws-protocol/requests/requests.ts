import type { Result } from '#shared/kernel/result.ts';
import { Catalog, type RecordsOf } from '../catalog.ts';
import type { ProtocolFault } from '../protocol-fault.ts';
import { accountRequests } from './account-requests.ts';
import { contractRequests } from './contract-requests.ts';
import { historyRequests } from './history-requests.ts';
import { marketDataRequests } from './market-data-requests.ts';
import { orderRequests } from './order-requests.ts';
import { placeOrder } from './place-order.ts';
import { sessionRequests } from './session-requests.ts';
import { newsRequests, scannerRequests, unsupportedRequests } from './unsupported-requests.ts';

/** Everything a client may ask, by name. */
export const requestLayouts = {
  ...sessionRequests,
  ...contractRequests,
  ...marketDataRequests,
  ...historyRequests,
  placeOrder,
  ...orderRequests,
  ...accountRequests,
  ...newsRequests,
  ...scannerRequests,
  ...unsupportedRequests,
};

export type ClientRequest = RecordsOf<typeof requestLayouts>;
export type RequestOfKind<K extends ClientRequest['kind']> = Extract<ClientRequest, { readonly kind: K }>;

/** What the gateway reads of one frame: ample for any order, little for a stranger to make it hold. */
export const REQUEST_BYTES_MAX = 1_048_576;
const REQUEST_FIELD_COUNT_MAX = 4_096;

const catalog = new Catalog(requestLayouts, REQUEST_FIELD_COUNT_MAX);

/** @param payload of one frame, without its length */
export function decodeRequest(
  payload: Uint8Array,
  serverVersion: number,
): Result<ClientRequest, ProtocolFault> {
  return catalog.decode(payload, serverVersion);
}

/** The whole frame, its length included, as the official clients write it. */
export function encodeRequest(request: ClientRequest, serverVersion: number): Uint8Array<ArrayBuffer> {
  return catalog.encode(request, serverVersion);
}
