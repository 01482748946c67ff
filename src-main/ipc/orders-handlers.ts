import Papa from 'papaparse';
import type { orderRequests } from '#shared/ipc/orders.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { ok } from '#shared/kernel/result.ts';
import type { Contract } from '#shared/model/contract.ts';
import { replaceFile } from '#shared/node/replace-file.ts';
import { orderOf } from '#shared/orders/order-state.ts';
import type { FileGrants } from '../files/file-grants.ts';
import { blotterTable, type Cell } from '../orders/blotter-export.ts';
import type { OrderDesk } from '../orders/order-desk.ts';
import { viewOf } from '../orders/order-feed.ts';
import type { OrderJournal } from '../ports/order-journal.ts';

export interface OrderServices {
  readonly desk: OrderDesk;
  readonly journal: OrderJournal;
  readonly grants: Pick<FileGrants, 'find'>;
}

/** A text that a spreadsheet would run is written as text; amounts are numbers and stay so. */
const FORMULA = /^[=+\-@\t\r]/;

/** The order path itself is synchronous: what has to be waited for, details of a contract, is fetched before it begins. */
export function ordersHandlers({ desk, journal, grants }: OrderServices): Handlers<typeof orderRequests> {
  const bookId = () => desk.bookId ?? '';
  const prepare = async (contracts: readonly Contract[]) => {
    const distinct = new Map(contracts.map((contract) => [contract.contractId, contract]));
    await Promise.all([...distinct.values()].map((contract) => desk.prepare(contract)));
  };
  return {
    async 'orders.place'({ tickets }, { correlationId }) {
      await prepare(tickets.map(({ contract }) => contract));
      return ok(desk.path.place(tickets, { by: 'window', correlationId }));
    },
    async 'orders.modify'({ ref, terms }, { correlationId }) {
      const contract = desk.book.get(ref)?.contract;
      if (contract !== undefined) await prepare([contract]);
      return ok(desk.path.modify(ref, terms, { by: 'window', correlationId }));
    },
    'orders.cancel': ({ ref }, { correlationId }) =>
      ok(desk.path.cancel([ref], { by: 'window', correlationId })),
    'orders.cancelAll'({ account, contractId, side }, { correlationId }) {
      const refs = desk.path.cancellable(
        (order) =>
          (account === undefined || order.account === account) &&
          (contractId === undefined || order.contract.contractId === contractId) &&
          (side === undefined || order.side === side),
      );
      return ok(desk.path.cancel(refs, { by: 'window', correlationId }));
    },
    async 'orders.preview'({ ticket }, { signal }) {
      await prepare([ticket.contract]);
      return desk.path.preview(ticket, signal);
    },
    'orders.list': () => ok(desk.feed.list(desk.book)),
    'orders.history': (page) => ok({ orders: journal.ended(bookId(), page).map(orderOf) }),
    'orders.executions': (page) =>
      ok({
        executions: journal
          .executions(bookId(), page)
          .map((row) => viewOf(row, journal.commission(bookId(), row.execution.execId), false)),
      }),
    'orders.denied': (page) => ok({ denied: [...journal.denied(bookId(), page)] }),
    'orders.audit': (page) => ok({ rows: [...journal.audit(page)] }),
    'orders.latency': () => ok(desk.timing.summary()),
    async 'orders.export'({ list, grantId }) {
      const granted = grants.find(grantId, 'write');
      if (!granted.ok) return granted;
      const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
      const source = { journal, book: desk.book, bookId: bookId(), breathe };
      const { rows, isAll } = await blotterTable(list, source);
      const csv = Papa.unparse(rows as Cell[][], { newline: '\n', escapeFormulae: FORMULA }) + '\n';
      const written = await replaceFile(granted.value.path, csv);
      return written.ok ? ok({ ...written.value, rows: rows.length - 1, isAll }) : written;
    },
  };
}
