import { Button } from '@mantine/core';
import { acceptDifference } from '../../commands/trading.ts';
import { Banner } from '../../components/states.tsx';
import { formatAge } from '../../format/time.ts';
import { useNow } from '../../components/use-now.ts';
import { nameOrders } from '../../stores/name-orders.ts';
import { useTrading } from '../../stores/trading.ts';

const NONE: never[] = [];

/** Every open difference between this book and the broker's, until it is gone or accepted. */
export function Differences() {
  const differences = useTrading((state) => state.status?.reconciliation.differences ?? NONE);
  const trouble = useTrading((state) => state.status?.reconciliation.trouble ?? null);
  const now = useNow(10_000, differences.length > 0);
  return (
    <>
      {trouble !== null && (
        <Banner level="warning">This book could not be compared with the broker’s: {trouble}</Banner>
      )}
      {differences.map(({ key, message, help, since, canBeAccepted }) => (
        <Banner
          key={key}
          level="warning"
          actions={canBeAccepted && <Button onClick={() => void acceptDifference(key)}>Accept</Button>}
        >
          {nameOrders(message)} {help}{' '}
          <span className="muted">Seen {formatAge(Math.max(0, now - since))} ago.</span>
        </Banner>
      ))}
    </>
  );
}
