import { Layers } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { DEPTH_LEVELS, type DepthLevel, type DepthOfMarket } from '#shared/ipc/depth.ts';
import { type ContractId, contractName } from '#shared/model/contract.ts';
import { isLive, type Order } from '#shared/model/order.ts';
import { fromOrderPrice } from '#shared/model/order-price.ts';
import { fromQuantityMicros } from '#shared/model/quantity.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { Banner, EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx';
import { formatPrice, formatQuantity, NO_VALUE } from '../../format/number.ts';
import { showDepth, sayShownDepth, useDepth } from '../../stores/depth.ts';
import { useOrders } from '../../stores/orders.ts';
import { useSelection } from '../../stores/selection.ts';
import { takePrice } from '../../stores/ticket-price.ts';
import styles from './depth.module.css';

/** Longer than a book takes to come where there is one. */
const PATIENCE_MS = 4_000;

/** Ten levels of the linked contract's book; a press puts a price into the ticket. */
export function DepthPanel() {
  const watched = useSelection((state) => state.contract);
  const contractId = watched?.contract.contractId ?? null;
  useEffect(() => {
    showDepth(contractId);
    return () => showDepth(null);
  }, [contractId]);
  return (
    <Panel>
      {watched === null ? (
        <EmptyState
          icon={Layers}
          title="No symbol is chosen"
          text="Choose one in the watchlist: what is bid and offered at each price stands here."
        >
          <CommandButton id="watchlist.add" variant="filled" />
        </EmptyState>
      ) : (
        <Content watched={watched} />
      )}
    </Panel>
  );
}

function Content({ watched }: { watched: Watched }) {
  const { book, problem } = useDepth();
  if (problem !== null) return <ErrorState problem={problem} onRetry={sayShownDepth} />;
  if (book === null || (book.state === 'waiting' && book.bids.length === 0))
    return <Waiting key={watched.contract.contractId} watched={watched} />;
  if (book.state === 'refused') {
    const { message, help } = book.problem ?? { message: 'The broker gives no book.', help: '' };
    return (
      <EmptyState
        icon={Layers}
        title={`No depth of market for ${contractName(watched.contract)}`}
        text={`${/[.!?]$/.test(message) ? message : `${message}.`} ${help}`.trim()}
      />
    );
  }
  return (
    <>
      <Toolbar title={contractName(watched.contract)} hint={spreadText(book, watched.minTick)} />
      {book.state === 'stale' && (
        <Banner level="warning">The connection is lost: this is the last book that was known.</Banner>
      )}
      {book.state === 'flowing' && book.problem !== null && (
        <Banner level="warning">
          {book.problem.message} {book.problem.help}
        </Banner>
      )}
      <Ladder book={book} tick={watched.minTick} contractId={watched.contract.contractId} />
    </>
  );
}

/** A market that is closed sends no book, and says nothing either. */
function Waiting({ watched }: { watched: Watched }) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return <SkeletonRows label="Waiting for the book" rows={10} />;
  return (
    <EmptyState
      icon={Layers}
      title={`No book of ${contractName(watched.contract)} yet`}
      text="The broker has sent none. While its market is closed there is nothing to send; the book appears here with the first bid or offer."
    />
  );
}

function Ladder({ book, tick, contractId }: { book: DepthOfMarket; tick: number; contractId: ContractId }) {
  const orders = useOrders((state) => state.orders);
  const own = useMemo(() => ownQuantities(orders.values(), contractId), [orders, contractId]);
  const largest = Math.max(1, ...book.bids.map(({ size }) => size), ...book.asks.map(({ size }) => size));
  return (
    <div
      className={styles['ladder']}
      role="table"
      aria-label="Depth of market"
      data-stale={book.state === 'stale'}
    >
      <div className={styles['head']} role="row">
        {(['bid', 'ask'] as const).map((side) => (
          <div key={side} className={styles['side']} data-side={side} role="presentation">
            {(side === 'bid' ? ['Own', 'Size', 'Bid'] : ['Ask', 'Size', 'Own']).map((title) => (
              <span key={title} role="columnheader">
                {title}
              </span>
            ))}
          </div>
        ))}
      </div>
      {Array.from({ length: DEPTH_LEVELS }, (_, index) => (
        <div key={index} className={styles['level']} role="row">
          <Side side="bid" level={book.bids[index]} {...{ tick, largest, own }} />
          <Side side="ask" level={book.asks[index]} {...{ tick, largest, own }} />
        </div>
      ))}
    </div>
  );
}

interface SideProps {
  readonly side: 'bid' | 'ask';
  readonly level: DepthLevel | undefined;
  readonly tick: number;
  readonly largest: number;
  readonly own: ReadonlyMap<string, number>;
}

function Side({ side, level, tick, largest, own }: SideProps) {
  const mine = level === undefined ? undefined : own.get(`${side} ${level.price}`);
  const cells = [
    <span key="own" role="cell" className={styles['own']} data-side={side}>
      {mine === undefined ? '' : formatQuantity(mine)}
    </span>,
    <span key="size" role="cell" className={styles['size']}>
      {level === undefined ? '' : formatQuantity(level.size)}
    </span>,
    <span key="price" role="cell">
      {level === undefined ? (
        NO_VALUE
      ) : (
        <button
          type="button"
          tabIndex={-1}
          className={styles['price']}
          data-side={side}
          title={level.makers.length === 0 ? undefined : level.makers.join(', ')}
          aria-label={`${side === 'bid' ? 'Bid' : 'Ask'} ${formatPrice(level.price, tick)}: put it into the ticket`}
          onClick={() => takePrice(level.price)}
        >
          {formatPrice(level.price, tick)}
        </button>
      )}
    </span>,
  ];
  return (
    <div className={styles['side']} data-side={side} role="presentation">
      <div
        className={styles['bar']}
        style={{ transform: `scaleX(${level === undefined ? 0 : level.size / largest})` }}
      />
      {side === 'bid' ? cells : cells.toReversed()}
    </div>
  );
}

/** Units of own working limit orders by side and price. */
function ownQuantities(orders: Iterable<Order>, contractId: ContractId): ReadonlyMap<string, number> {
  const own = new Map<string, number>();
  for (const { contract, state, side, terms, leaves } of orders) {
    const { limitPrice, stopPrice } = terms;
    if (contract.contractId !== contractId || !isLive(state)) continue;
    // What waits for its trigger is not in the book.
    if (limitPrice === null || stopPrice !== null) continue;
    const key = `${side === 'buy' ? 'bid' : 'ask'} ${fromOrderPrice(limitPrice)}`;
    own.set(key, (own.get(key) ?? 0) + fromQuantityMicros(leaves));
  }
  return own;
}

function spreadText({ bids, asks }: DepthOfMarket, tick: number): string {
  const [bid, ask] = [bids[0], asks[0]];
  return bid === undefined || ask === undefined ? '' : `spread ${formatPrice(ask.price - bid.price, tick)}`;
}
