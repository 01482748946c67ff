import type { PortfolioView } from '#shared/ipc/portfolio.ts';
import { Banner } from '../../components/states.tsx';
import { formatClock, localZone } from '../../format/time.ts';

/** Whether what is shown is of now, and what keeps it from being. */
export function PortfolioHealth({ view }: { view: PortfolioView }) {
  if (view.trouble !== null) {
    return (
      <Banner level="error">
        The broker could not be asked about {view.trouble}. What is shown is our own count; nothing that adds
        risk is sent until it has answered. It is asked again in a moment.
      </Banner>
    );
  }
  if (view.state === 'old') {
    return (
      <Banner level="warning">
        Not connected: these are the last known figures, of {formatClock(view.at, localZone())} (local).
        Positions may have changed since.
      </Banner>
    );
  }
  return null;
}
