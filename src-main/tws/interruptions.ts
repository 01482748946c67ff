import type { TwsRequests } from './requests.ts';
import { systemNotice } from './system-codes.ts';

/**
 * Tells when TWS loses its servers or a farm of market data, and when they are back: see `MarketDataSource.onInterrupted`.
 * Which contracts a farm serves TWS does not say: all may be old, until they tick.
 */
export function onInterrupted(requests: TwsRequests, heard: (isInterrupted: boolean) => void): () => void {
  const broken = new Set<string>();
  let areServersLost = false;
  let { session } = requests;
  return requests.onNotice((id, code, text) => {
    if (id !== -1) return;
    if (session !== requests.session) {
      session = requests.session;
      broken.clear();
      areServersLost = false;
    }
    const notice = systemNotice(code, text);
    if (notice?.kind === 'server-link-lost') {
      // The end of 2110 may not be told: lines are opened anew when the session goes on.
      areServersLost ||= notice.isReturnTold;
      heard(true);
    } else if (notice?.kind === 'server-link-back') {
      areServersLost = false;
      for (const farm of notice.farms) broken.delete(farm);
    } else if (notice?.kind === 'farm' && notice.farm.kind === 'market-data') {
      const { name, state } = notice.farm;
      if (state === 'broken') {
        broken.add(name);
        heard(true);
      } else if (broken.delete(name) && broken.size === 0 && !areServersLost) heard(false);
    }
  });
}
