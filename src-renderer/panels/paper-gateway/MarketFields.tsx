import { Checkbox } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { SCENARIOS, type Scenario } from '#shared/model/market-scenario.ts';
import { gatewaySpeedSchema, type GatewayStatus } from '#shared/model/paper-gateway.ts';
import { changeStart, setScenario, setSpeed } from '../../commands/paper-gateway.ts';
import { Choice } from '../../components/Choice.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import { useSettings } from '../../stores/settings.ts';
import styles from './PaperGatewayPanel.module.css';

const SCENARIO_WORDS: Readonly<Record<Scenario, string>> = {
  normal: 'Normal',
  trending: 'Trending',
  ranging: 'Ranging',
  choppy: 'Choppy',
  crisis: 'Crisis',
  'flash-crash': 'Flash crash',
  quiet: 'Quiet',
};
const scenarioOptions = SCENARIOS.map((value) => ({ value, label: SCENARIO_WORDS[value] }));

/** What can be changed while it runs. */
export function Market({ gateway }: { gateway: GatewayStatus | null }) {
  const kept = useSettings((settings) => settings.paperGateway);
  const { scenario, speed } = gateway ?? kept;
  return (
    <section className={styles['section']} aria-label="Market">
      <h3>Market</h3>
      <div className={styles['fields']}>
        <Choice
          label="Scenario"
          value={scenario}
          options={scenarioOptions}
          onChange={(chosen) => void setScenario(chosen)}
          help="From the next minute of market time on."
        />
        <Entered
          label="Speed"
          hint="0.01 to 1,000 ×"
          help="Seconds of market time for each real one. Enter sets it."
          value={String(speed)}
          check={(text) =>
            gatewaySpeedSchema.safeParse(figure(text)).success ? null : 'A number from 0.01 to 1,000.'
          }
          onEnter={(text) => void setSpeed(figure(text))}
        />
      </div>
    </section>
  );
}

/** What counts from the next start on. */
export function NextStart({ gateway }: { gateway: GatewayStatus | null }) {
  const { seed, alwaysOpen } = useSettings((settings) => settings.paperGateway);
  const isWaiting = gateway !== null && (gateway.seed !== seed || gateway.alwaysOpen !== alwaysOpen);
  return (
    <section className={styles['section']} aria-label="Next start">
      <h3>Next start</h3>
      <div className={styles['fields']}>
        <Entered
          label="Seed"
          hint="whole number"
          help="The same seed is the same market. Enter keeps it for the next start."
          value={String(seed)}
          check={(text) => (Number.isSafeInteger(figure(text)) ? null : 'A whole number.')}
          onEnter={(text) => void changeStart({ seed: figure(text) })}
        />
        <Checkbox
          className={styles['check'] ?? ''}
          label="Markets are always open"
          checked={alwaysOpen}
          onChange={(event) => void changeStart({ alwaysOpen: event.currentTarget.checked })}
        />
      </div>
      <p className="muted">
        Accounts and orders are kept for each seed and for either kind of hours: a market goes on where you
        left it.
      </p>
      {isWaiting && <p className="muted">Stop and start the paper gateway to use these.</p>}
    </section>
  );
}

/** A field that acts on Enter, or when it is left with another value. */
function Entered(props: {
  label: string;
  hint: string;
  help: string;
  value: string;
  check: (text: string) => string | null;
  onEnter: (text: string) => void;
}) {
  const [text, setText] = useState(props.value);
  // Changed elsewhere, or by Enter: shown, and the focus stays where it is.
  const [shown, setShown] = useState(props.value);
  if (shown !== props.value) {
    setShown(props.value);
    setText(props.value);
  }
  const problem = props.check(text);
  function enter(): void {
    if (problem === null && text !== props.value) props.onEnter(text);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') enter();
    else if (event.key === 'Escape') setText(props.value);
  }
  return (
    <div onKeyDown={onKeyDown} onBlur={enter}>
      <FigureInput
        label={props.label}
        hint={props.hint}
        help={props.help}
        value={text}
        error={problem ?? undefined}
        onChange={setText}
      />
    </div>
  );
}

function figure(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
