// Trades a script over a real socket and kills itself at the step it is told to: for order-crash.storage.test.ts.
import type { Timers } from '#shared/kernel/clock.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { orderRefSchema, type OrderTicket } from '#shared/model/order-ticket.ts';
import { isFinal } from '#shared/model/order.ts';
import { buildBracket } from '#shared/orders/relations/build-bracket.ts';
import type { OrderJournal } from '../../ports/order-journal.ts';
import { OrderBench } from './order-bench.ts';

const [port, path, startedAt, crashAt, mode] = process.argv.slice(2);
let step = 0;
const names: string[] = [];
/** Before and after everything that leaves a trace: on the disk, on the socket. */
function mark(name: string): void {
  names.push(name);
  if (++step === Number(crashAt) || name === crashAt) process.kill(process.pid, 'SIGKILL');
}

const timers: Timers = {
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

function marking(journal: OrderJournal): OrderJournal {
  return {
    ...journal,
    commit(profileId, rows) {
      mark('before commit');
      const written = journal.commit(profileId, rows);
      mark('after commit');
      return written;
    },
    commitOrders(profileId, rows, orders) {
      mark('before order commit');
      const written = journal.commitOrders(profileId, rows, orders);
      mark('after order commit');
      return written;
    },
  };
}

const bench = new OrderBench({
  ...{ port: Number(port), path: path!, timers, journal: marking },
  now: () => Math.floor(Number(startedAt) + performance.now()),
});
const { orders } = bench;
const send = orders.send.bind(orders);
orders.send = (order) => {
  mark('before send');
  send(order);
  mark('after send');
};
const cancel = orders.cancel.bind(orders);
orders.cancel = (orderId, onSent) => {
  mark('before cancel');
  const isBooked = cancel(orderId, onSent);
  mark('after cancel');
  return isBooked;
};

await bench.ready();
if (mode === 'trade') await trade();
process.send!({ names });
bench.close();
process.exit(0);

async function trade(): Promise<void> {
  const asker = { by: 'crash test', correlationId: 'c' };
  const apple = await bench.contract('AAPL');
  while (!(bench.bid(apple) > 0)) await new Promise((resolve) => setTimeout(resolve, 5));
  // From here on orders are rehearsed beside those that are sent.
  await bench.desk.prepare(apple);
  const reached = (ref: string, isIt: (state: string) => boolean) =>
    bench.until(() => isIt(bench.state(ref)));
  const place = (...tickets: OrderTicket[]) => {
    const outcome = bench.place(...tickets);
    if (outcome.kind !== 'sent') throw new Error(JSON.stringify(outcome));
  };
  const rests = bench.limit(apple, 'buy', bench.bid(apple) - 5, 10, 'rests');
  place(rests);
  await reached('rests', (state) => state === 'working');
  const limitPrice = toOrderPrice(Math.round(bench.bid(apple) - 4));
  bench.desk.path.modify(rests.ref, { ...rests.terms, limitPrice }, asker);
  await bench.until(() => bench.order('rests').requestedTerms === null);
  place(bench.ticket(apple, 'buy', {}, 'fills'));
  await reached('fills', (state) => state === 'filled');
  const entry = bench.ticket(apple, 'buy', {}, 'entry');
  place(
    ...buildBracket(entry, {
      takeProfit: {
        ref: orderRefSchema.parse('target'),
        limitPrice: toOrderPrice(Math.round(bench.ask(apple) + 30)),
      },
      stopLoss: {
        ref: orderRefSchema.parse('stop'),
        stopPrice: toOrderPrice(Math.round(bench.bid(apple) - 30)),
        limitPrice: null,
      },
      ...{ timeInForce: 'GTC', isOutsideHours: false },
    }),
  );
  await reached('stop', (state) => state === 'working');
  bench.desk.path.cancel([rests.ref], asker);
  await reached('rests', (state) => isFinal(state as never));
  bench.desk.killSwitch.halt(false, { by: 'menu', correlationId: 'k' });
  await bench.until(() => bench.desk.book.liveCount === 0);
}
