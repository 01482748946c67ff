import { Button, TextInput } from '@mantine/core';
import { ClipboardList } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { DeniedView, ExecutionView } from '#shared/ipc/orders.ts';
import { contractName } from '#shared/model/contract.ts';
import { isLive, type Order } from '#shared/model/order.ts';
import { cancelOrder } from '../../commands/trading.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { RuleButton } from '../../components/RuleButton.tsx';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { Banner, EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx';
import { ORDER_STATE_WORDS } from '../../format/order.ts';
import { type BlotterViewId, useBlotterView } from '../../stores/blotter-view.ts';
import { loadOrders, useOrders } from '../../stores/orders.ts';
import { isRule, showDeniedRule } from '../../stores/risk.ts';
import { chooseContract } from '../../stores/selection.ts';
import { openTicketFor } from '../../stores/ticket.ts';
import styles from './blotter.module.css';
import { AuditTable } from './AuditTable.tsx';
import { deniedColumns } from './denied-columns.tsx';
import { Differences } from './Differences.tsx';
import { executionColumns } from './execution-columns.tsx';
import { legsUnderEntries, orderColumns, whatToKnow } from './order-columns.tsx';
import { ViewTabs } from './ViewTabs.tsx';

const EXPORTS = {
  ...{ working: 'orders.export', orders: 'orders.export' },
  ...{ executions: 'executions.export', denied: 'denied.export' },
} as const;
const NEWEST_FIRST = [{ id: 'time', desc: true }];

/** Orders, fills and refusals, and where this book and the broker's differ. */
export function BlotterPanel() {
  const isThere = useOrders((state) => state.sequence !== null);
  const problem = useOrders((state) => state.problem);
  return (
    <Panel>
      {isThere ? (
        <Content />
      ) : problem !== null ? (
        <ErrorState problem={problem} onRetry={() => void loadOrders()} />
      ) : (
        <SkeletonRows label="Loading the orders" />
      )}
    </Panel>
  );
}

function Content() {
  const problem = useOrders((state) => state.problem);
  const { view, filter } = useBlotterView();
  return (
    <>
      <Toolbar>
        <ViewTabs />
        <div className={styles['tools']}>
          {view !== 'audit' && (
            <TextInput
              size="xs"
              className={styles['filter'] ?? ''}
              aria-label="Show only rows that contain"
              placeholder="Filter"
              value={filter}
              onChange={(event) => useBlotterView.setState({ filter: event.currentTarget.value })}
            />
          )}
          {(view === 'working' || view === 'orders') && <OrderButtons />}
          {view === 'denied' && <DeniedButtons />}
          {view !== 'audit' && <CommandButton id={EXPORTS[view]}>Export</CommandButton>}
        </div>
      </Toolbar>
      {problem !== null && (
        <Banner level="error">
          {problem.title} {problem.help} What is shown may be out of date.
        </Banner>
      )}
      <Differences />
      <Rows view={view} filter={filter} />
    </>
  );
}

function OrderButtons() {
  const selected = useOrders((state) => state.orders);
  const ref = useBlotterView((state) => state.selected);
  const order = ref === null ? undefined : selected.get(ref);
  const canChange = order !== undefined && isLive(order.state) && order.state !== 'pending-cancel';
  return (
    <>
      <Button disabled={!canChange} onClick={() => order !== undefined && void openTicketFor(order)}>
        Change
      </Button>
      <Button
        disabled={!canChange}
        aria-label="Cancel order"
        onClick={() => order !== undefined && void cancelOrder(order.ref)}
      >
        Cancel
      </Button>
      <CommandButton id="orders.cancelAll">Cancel all</CommandButton>
    </>
  );
}

function DeniedButtons() {
  const id = useBlotterView((state) => state.selectedDenied);
  const row = useOrders((state) => state.denied.find((one) => one.id === id));
  if (row === undefined) return null;
  return <RuleButton denial={row.denial} {...whereOf(row)} />;
}

function Rows({ view, filter }: { view: BlotterViewId; filter: string }) {
  switch (view) {
    case 'working':
    case 'orders':
      return <Orders isLiveOnly={view === 'working'} filter={filter} />;
    case 'executions':
      return <Executions filter={filter} />;
    case 'denied':
      return <Denied filter={filter} />;
    case 'audit':
      return <AuditTable />;
  }
}

function Orders({ isLiveOnly, filter }: { isLiveOnly: boolean; filter: string }) {
  const orders = useOrders((state) => state.orders);
  const selected = useBlotterView((state) => state.selected);
  const rows = useMemo(
    () =>
      legsUnderEntries(
        [...orders.values()].filter(
          (order) => (!isLiveOnly || isLive(order.state)) && contains(filter, wordsOf(order)),
        ),
      ),
    [orders, isLiveOnly, filter],
  );
  if (orders.size === 0 || (rows.length === 0 && filter === '')) {
    return (
      <EmptyState
        icon={ClipboardList}
        title={isLiveOnly ? 'No working orders' : 'No orders yet'}
        text={
          orders.size === 0
            ? 'Orders stand here from the moment they are sent, also those entered in TWS or by another program: what they wait for, what has filled, why one was refused.'
            : `Nothing can trade now. ${orders.size} ${orders.size === 1 ? 'order has' : 'orders have'} ended.`
        }
      >
        {orders.size === 0 ? (
          <CommandButton id="ticket.buy" variant="filled" />
        ) : (
          <Button onClick={() => useBlotterView.setState({ view: 'orders' })}>Show all orders</Button>
        )}
      </EmptyState>
    );
  }
  return (
    <DataTable
      label={isLiveOnly ? 'Working orders' : 'Orders'}
      rows={rows}
      columns={orderColumns}
      rowId={(order) => order.ref}
      rowLabel={(order) =>
        `${order.side} ${contractName(order.contract)} ${order.terms.type}, ${ORDER_STATE_WORDS[order.state]}`
      }
      selectedId={selected}
      onSelect={(order) => {
        useBlotterView.setState({ selected: order.ref });
        void chooseContract(order.contract);
      }}
      onOpen={(order) => {
        if (isLive(order.state)) void openTicketFor(order);
      }}
      onDelete={(order) => {
        if (isLive(order.state)) void cancelOrder(order.ref);
      }}
      initialSort={NEWEST_FIRST}
    />
  );
}

function Executions({ filter }: { filter: string }) {
  const executions = useOrders((state) => state.executions);
  const rows = useMemo(
    () =>
      [...executions.values()].filter((row) =>
        contains(filter, [contractName(row.execution.contract), row.execution.account]),
      ),
    [executions, filter],
  );
  return (
    <PlainTable
      label="Executions"
      rows={rows}
      columns={executionColumns}
      rowId={(row: ExecutionView) => row.root}
      isFiltered={filter !== ''}
      empty="No fills yet: each one stands here with its price and commission, once, and corrections in its place."
    />
  );
}

function Denied({ filter }: { filter: string }) {
  const denied = useOrders((state) => state.denied);
  const selected = useBlotterView((state) => state.selectedDenied);
  const rows = useMemo(
    () => denied.filter((row) => contains(filter, [row.denial.message, row.ticket?.account ?? ''])),
    [denied, filter],
  );
  if (denied.length === 0) {
    return (
      <EmptyState
        icon={ClipboardList}
        title="Denied: none"
        text="Nothing was refused: orders that our own limits stop stand here with the rule, the value and how to change it."
      />
    );
  }
  return (
    <DataTable
      label="Denied"
      rows={rows}
      columns={deniedColumns}
      rowId={({ id }) => String(id)}
      selectedId={selected === null ? null : String(selected)}
      onSelect={({ id }) => useBlotterView.setState({ selectedDenied: id })}
      onOpen={(row) => isRule(row.denial) && showDeniedRule(row.denial, whereOf(row))}
      initialSort={NEWEST_FIRST}
    />
  );
}

function whereOf({ ticket }: DeniedView) {
  return { account: ticket?.account ?? null, contractId: ticket?.contract.contractId ?? null };
}

function PlainTable<Row extends object>(props: {
  label: string;
  rows: readonly Row[];
  columns: readonly TableColumn<Row>[];
  rowId: (row: Row) => string;
  isFiltered: boolean;
  empty: string;
}) {
  const { rows, rowId } = props;
  const [selectedId, setSelectedId] = useState<string | null>(null);
  if (rows.length === 0 && !props.isFiltered)
    return <EmptyState icon={ClipboardList} title={`${props.label}: none`} text={props.empty} />;
  return (
    <DataTable
      label={props.label}
      rows={rows}
      columns={props.columns}
      rowId={rowId}
      selectedId={selectedId}
      onSelect={(row) => setSelectedId(rowId(row))}
      initialSort={NEWEST_FIRST}
    />
  );
}

function wordsOf(order: Order): string[] {
  return [
    contractName(order.contract),
    order.account,
    ORDER_STATE_WORDS[order.state],
    order.terms.type,
    whatToKnow(order),
  ];
}

function contains(filter: string, words: readonly string[]): boolean {
  const wanted = filter.trim().toLowerCase();
  return wanted === '' || words.some((word) => word.toLowerCase().includes(wanted));
}
