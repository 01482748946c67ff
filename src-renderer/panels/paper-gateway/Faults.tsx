import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { GatewayStatus } from '#shared/model/paper-gateway.ts';
import { setFaults } from '../../commands/paper-gateway.ts';
import { formatNumber } from '../../format/number.ts';
import { main } from '../../ipc/services.ts';
import { useAsked } from '../../stores/use-asked.ts';
import styles from './PaperGatewayPanel.module.css';

/** What goes wrong on purpose: those that are set, with how often they happened, and the text they are set by. */
export function Faults({ gateway }: { gateway: GatewayStatus }) {
  const [text, setText] = useState(gateway.faultText);
  const [problem, setProblem] = useState<string | null>(null);
  // The gateway has others now: those that were set, or none after it was started anew.
  const [shown, setShown] = useState(gateway.faultText);
  if (shown !== gateway.faultText) {
    setShown(gateway.faultText);
    setText(gateway.faultText);
    setProblem(null);
  }
  const { asked: known } = useAsked(null, askForKnownFaults, 'list the faults');

  function change(next: string): void {
    setText(next);
    setProblem(null);
  }
  async function set(next: string): Promise<void> {
    setProblem(await setFaults(next));
  }
  return (
    <section className={styles['section']} aria-label="Faults">
      <h3>Faults</h3>
      {gateway.faults.length > 0 && (
        <table className={styles['table']} aria-label="Faults that are set">
          <thead>
            <tr>
              <th scope="col">Set</th>
              <th scope="col">Happened</th>
            </tr>
          </thead>
          <tbody>
            {gateway.faults.map((fault, index) => (
              <tr key={index}>
                <td>
                  <code>{fault.text}</code>
                </td>
                <td>{formatNumber(fault.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Textarea
        className={styles['text'] ?? ''}
        aria-label="Faults to set"
        placeholder="One a line: 5%: drop-status"
        minRows={2}
        maxRows={8}
        autosize
        spellCheck={false}
        value={text}
        error={problem}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <div className={styles['buttons']}>
        <Button disabled={text === gateway.faultText} onClick={() => void set(text)}>
          Set these faults
        </Button>
        <Button disabled={gateway.faults.length === 0} onClick={() => void set('')}>
          No faults
        </Button>
      </div>
      {known.problem !== null && <p className="loss">{known.problem.title}</p>}
      <details className={styles['known']}>
        <summary>What can go wrong</summary>
        <ul>
          {(known.value?.faults ?? []).map((fault) => (
            <li key={fault.name}>
              <button
                type="button"
                title="Add it to the text"
                onClick={() => change(text.trim() === '' ? fault.form : `${text.trimEnd()}\n${fault.form}`)}
              >
                <code>{fault.form}</code>
              </button>
              <span className="muted">{fault.summary}</span>
            </li>
          ))}
        </ul>
        <p className="muted">
          In front may stand when: <code>at order 5:</code>, <code>every 3 orders:</code>,{' '}
          <code>at 10s:</code> or <code>5%:</code>. They last until others are set or the gateway stops.
        </p>
      </details>
    </section>
  );
}

function askForKnownFaults() {
  return main.invoke('paper.knownFaults', {});
}
