import { SCENARIOS, type Scenario } from '#shared/model/market-scenario.ts';
import { gatewaySpeedSchema, type GatewayStatus } from '#shared/model/paper-gateway.ts';
import { setScenario, setSpeed } from '../../commands/paper-gateway.ts';
import { Choice } from '../../components/Choice.tsx';
import { useSettings } from '../../stores/settings.ts';
import { Entered } from './Entered.tsx';
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

function figure(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
