import type { ClientRequest, RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import type { ClientSession } from './server/client-session.ts';

export type RequestKind = ClientRequest['kind'];
export type RequestHandler<K extends RequestKind> = (
  request: RequestOfKind<K>,
  session: ClientSession,
) => void;
export type RequestGroup<Kinds extends RequestKind> = { readonly [K in Kinds]: RequestHandler<K> };
