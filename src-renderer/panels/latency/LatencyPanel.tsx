import { Button } from '@mantine/core';
import { Timer } from 'lucide-react';
import { useState } from 'react';
import { LATENCY_STEPS, type OrderLatency } from '#shared/ipc/orders.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { copyText } from '../../components/copy-text.ts';
import { DataTable } from '../../components/DataTable.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx';
import { formatUs, STEP_WORDS } from '../../format/latency.ts';
import { formatNumber } from '../../format/number.ts';
import { loadLatency, useLatency } from '../../stores/latency.ts';
import { slowColumns, type SlowOrder, slowId } from './slow-columns.tsx';
import styles from './latency.module.css';

/** How long each part of an order's road takes, and the orders that took too long. */
export function LatencyPanel() {
  const { value, problem } = useLatency((state) => state.latency);
  return (
    <Panel>
      {value !== null ? (
        <Content latency={value} />
      ) : problem !== null ? (
        <ErrorState problem={problem} onRetry={() => void loadLatency()} />
      ) : (
        <SkeletonRows label="Asking for the latencies" />
      )}
    </Panel>
  );
}

function Content({ latency }: { latency: OrderLatency }) {
  const { steps, slow } = latency;
  if (LATENCY_STEPS.every((step) => steps[step].count === 0)) {
    return (
      <EmptyState
        icon={Timer}
        title="No order has been sent yet"
        text="From the first order on, this shows how long risk, journal, socket and the broker took, and names the orders that were slow."
      >
        <CommandButton id="ticket.buy" variant="filled" />
      </EmptyState>
    );
  }
  return (
    <>
      <Toolbar title="Latency" hint="µs, since the start of the program" />
      <div className={styles['steps']}>
        <table className={styles['table']} aria-label="Latency by step">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">Count</th>
              <th scope="col">p50</th>
              <th scope="col">p99</th>
              <th scope="col">p99.9</th>
              <th scope="col">Longest</th>
            </tr>
          </thead>
          <tbody>
            {LATENCY_STEPS.map((step) => {
              const { count, p50, p99, p999, max } = steps[step];
              const figures = count === 0 ? [null, null, null, null] : [p50, p99, p999, max];
              return (
                <tr key={step} title={STEP_WORDS[step].help} data-step={step}>
                  <th scope="row">{STEP_WORDS[step].name}</th>
                  <td>{formatNumber(count)}</td>
                  {figures.map((us, index) => (
                    <td key={index}>{formatUs(us)}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Slow slow={slow} />
    </>
  );
}

function Slow({ slow }: { slow: readonly SlowOrder[] }) {
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const selected = slow.find((one) => slowId(one) === selectedId);
  return (
    <>
      <Toolbar title="Slow orders" hint={slow.length === 0 ? 'none' : `the last ${slow.length}`}>
        <Button
          disabled={selected === undefined}
          title="The log and the decisions name the order by it"
          onClick={() => selected !== undefined && copyText(selected.correlationId)}
        >
          Copy correlation id
        </Button>
      </Toolbar>
      {slow.length === 0 ? (
        <p className={styles['note']}>No step of any order took longer than it should.</p>
      ) : (
        <DataTable
          label="Slow orders"
          rows={slow}
          columns={slowColumns}
          rowId={slowId}
          selectedId={selectedId}
          onSelect={(row) => setSelectedId(slowId(row))}
          onOpen={({ correlationId }) => copyText(correlationId)}
        />
      )}
    </>
  );
}
