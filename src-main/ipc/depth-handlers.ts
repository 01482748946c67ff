import type { depthRequests } from '#shared/ipc/depth.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { ok } from '#shared/kernel/result.ts';
import type { DepthFeed } from '../market-data/depth-feed.ts';

export function depthHandlers(feed: DepthFeed): Handlers<typeof depthRequests> {
  return {
    'depth.show'({ contractId }) {
      feed.show(contractId);
      return ok({});
    },
  };
}
