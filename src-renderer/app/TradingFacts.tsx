import { OctagonX } from 'lucide-react';
import { runCommand } from '../commands/registry.ts';
import { useTrading } from '../stores/trading.ts';
import { tradingWords } from '../stores/trading-words.ts';
import styles from './app.module.css';

const SIGNS = { halted: '■', reducing: '▼', active: '●' } as const;

/** Whether orders go out, why not, and the one button that stops them. */
export function TradingFacts() {
  const status = useTrading((state) => state.status);
  if (status === null) return null;
  const { state, reasons, workingOrders, unknownOrders, killSwitch } = status;
  return (
    <>
      {unknownOrders > 0 && (
        <span className={styles['unknown']}>
          {unknownOrders} {unknownOrders === 1 ? 'order' : 'orders'} unknown, checking with the broker
        </span>
      )}
      <button
        type="button"
        className={styles['trading']}
        data-state={state}
        aria-label="Trading"
        title={reasons.map(({ message, help }) => `${message} ${help}`).join('\n') || 'Shows the blotter'}
        onClick={() => runCommand('panel.blotter')}
      >
        <span aria-hidden>{SIGNS[state]}</span> {tradingWords(status)} · {workingOrders} working
      </button>
      <button
        type="button"
        className={styles['kill']}
        data-on={killSwitch.isHalted}
        title={`Stops everything that goes out and cancels all orders${killSwitch.hotkey === null ? '' : ` (${killSwitch.hotkey}, also from other programs)`}`}
        onClick={() => runCommand(killSwitch.isHalted ? 'trading.resume' : 'trading.halt')}
      >
        <OctagonX size={12} aria-hidden /> {killSwitch.isHalted ? 'Resume' : 'Kill'}
      </button>
    </>
  );
}
