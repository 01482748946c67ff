import type { ConnectionStatus } from '#shared/model/connection.ts';
import { chooseAccount } from '../../commands/connection.ts';
import { Choice } from '../../components/Choice.tsx';
import { useNow } from '../../components/use-now.ts';
import { clockWords, KIND_WORDS, PHASE_WORDS } from '../../format/connection.ts';
import { NO_VALUE } from '../../format/number.ts';
import { formatClock, formatDuration, formatMinute, localZone } from '../../format/time.ts';
import { useBroker } from '../../stores/broker.ts';
import styles from './ConnectionPanel.module.css';

/** How it stands, since when, and what comes next. */
export function StateFacts({ status }: { status: ConnectionStatus }) {
  const { phase, since, profile, nextTryAt, attempts, serverVersion } = status;
  const now = useNow(1_000);
  const zone = localZone();
  return (
    <dl className={styles['facts']} aria-label="Facts">
      <Fact name="State" value={PHASE_WORDS[phase]} />
      <Fact name="Since" value={`${formatClock(since, zone)} (${wholeSeconds(now - since)})`} />
      <Fact
        name="Profile"
        value={profile === null ? NO_VALUE : `${profile.name}, ${KIND_WORDS[profile.kind]}`}
      />
      <Fact name="Address" value={profile === null ? NO_VALUE : `${profile.host}:${profile.port}`} />
      <Fact name="Client id" value={profile === null ? NO_VALUE : String(profile.clientId)} />
      <Account status={status} />
      <Fact name="Server version" value={serverVersion === null ? NO_VALUE : String(serverVersion)} />
      <Fact name="Orders" value={orderWords(status)} />
      <Fact name="Attempts" value={String(attempts)} />
      <Fact
        name="Next try"
        value={nextTryAt === null ? NO_VALUE : `in ${Math.max(0, Math.ceil((nextTryAt - now) / 1_000))} s`}
      />
      <Reset now={now} />
      <ComputerClock />
    </dl>
  );
}

/** When the broker restarts its servers: connections drop then, and new orders wait. */
function Reset({ now }: { now: number }) {
  const reset = useBroker((state) => state.reset);
  if (reset === null) return null;
  const zone = localZone();
  const isNow = now >= reset.from;
  return (
    <Fact
      name={isNow ? "Broker's reset until" : "Broker's next reset"}
      value={formatMinute(isNow ? reset.to : reset.from, zone)}
    />
  );
}

/** Days and limits go by the broker's clock; what this one shows, of quotes and charts, does not. */
function ComputerClock() {
  const aheadMs = useBroker((state) => state.clockAheadMs);
  if (aheadMs === null) return null;
  return <Fact name="This computer’s clock" value={`${clockWords(aheadMs)}: set it`} />;
}

function Account({ status: { accounts, account } }: { status: ConnectionStatus }) {
  if (accounts.length < 2 || account === null) return <Fact name="Account" value={account ?? NO_VALUE} />;
  return (
    <div>
      <Choice
        label="Account"
        value={account}
        options={accounts.map((name) => ({ value: name, label: name }))}
        onChange={(chosen) => void chooseAccount(chosen)}
      />
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-selectable>{value}</dd>
    </div>
  );
}

function orderWords({ isReadOnly, phase, isServerLinkLost }: ConnectionStatus): string {
  if (isReadOnly) return 'read-only: TWS takes none';
  if (isServerLinkLost) return 'halted: servers not reached';
  return phase === 'ready' || phase === 'degraded' ? 'may be sent' : 'halted';
}

function wholeSeconds(ms: number): string {
  return formatDuration(Math.max(0, Math.floor(ms / 1_000) * 1_000)).replace(/^0 ms$|\.0 s$/, (found) =>
    found === '0 ms' ? '0 s' : ' s',
  );
}
