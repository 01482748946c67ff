import { X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { formatPrice, formatSigned, decimalsOfTick } from '../format/number.ts';
import type { LiveChart } from './live-chart.ts';
import styles from './price-lines.module.css';

/** A horizontal line with its label: an order or a position. */
export interface PriceLine {
  readonly key: string;
  readonly price: number;
  readonly tone: 'buy' | 'sell' | 'gain' | 'loss' | 'flat';
  /** `Buy 25 LMT`. */
  readonly title: string;
  /** A signed result or the state, after the price. */
  readonly detail: string;
  /** Sends the order to another price; answers why not, null when it went. null: it cannot be moved. */
  readonly move: ((price: number) => Promise<string | null>) | null;
  readonly cancel: (() => void) | null;
}

/** Lines over a chart. An order is dragged, or moved with the arrows; it is changed only when that is confirmed. */
export function PriceLines({
  chart,
  lines,
  tick,
}: {
  chart: LiveChart;
  lines: readonly PriceLine[];
  tick: number;
}) {
  return (
    <div className={styles['lines']}>
      {lines.map((line, index) => (
        // A price that changes elsewhere makes what was being asked void.
        <Line key={`${line.key} ${line.price}`} {...{ chart, line, tick, index }} />
      ))}
    </div>
  );
}

interface LineProps {
  readonly chart: LiveChart;
  readonly line: PriceLine;
  readonly tick: number;
  readonly index: number;
}

type Phase = 'rest' | 'dragging' | 'asking' | 'sending';

function Line({ chart, line, tick, index }: LineProps) {
  const { price, move } = line;
  const box = useRef<HTMLDivElement>(null);
  const [phase, setPhase] = useState<Phase>('rest');
  const [target, setTarget] = useState(price);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => chart.onRedraw(() => place(box.current, chart, target, index)), [chart, target, index]);

  function giveUp(): void {
    setTarget(price);
    setPhase('rest');
    setProblem(null);
  }
  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (move === null || event.button !== 0 || phase === 'sending') return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setProblem(null);
    setPhase('dragging');
  }
  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    if (phase !== 'dragging') return;
    const top = box.current?.parentElement?.getBoundingClientRect().top ?? 0;
    const pointed = chart.priceAt(event.clientY - top);
    if (pointed !== null) setTarget(pointed);
  }
  function onPointerUp(): void {
    if (phase === 'dragging') setPhase(target === price ? 'rest' : 'asking');
  }
  async function confirm(): Promise<void> {
    if (move === null || phase !== 'asking') return;
    setPhase('sending');
    const why = await move(target);
    setTarget(price);
    setPhase('rest');
    setProblem(why);
  }
  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (event.key === 'Escape' && phase !== 'rest') giveUp();
    else if (event.key === 'Escape' && problem !== null) setProblem(null);
    else if (event.key === 'Delete' && line.cancel !== null && phase === 'rest') line.cancel();
    else if (step !== 0 && move !== null && phase !== 'sending') {
      const next = target + step * tick * (event.shiftKey ? 10 : 1);
      const rounded = Number(next.toFixed(decimalsOfTick(tick)));
      setTarget(rounded);
      setPhase(rounded === price ? 'rest' : 'asking');
    } else if (event.key === 'Enter' && phase === 'asking') void confirm();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const isMoved = target !== price;
  const what = `${line.title} ${formatPrice(price, tick)}`;
  return (
    <div ref={box} className={styles['line']} data-tone={line.tone} data-phase={phase}>
      <div
        className={styles['rule']}
        data-movable={move !== null}
        {...{ onPointerDown, onPointerMove, onPointerUp }}
        onPointerCancel={giveUp}
      />
      <div className={styles['chip']} onKeyDown={onKeyDown}>
        <span
          className={styles['label']}
          {...(move === null
            ? { role: 'note' }
            : {
                role: 'slider',
                tabIndex: 0,
                'aria-orientation': 'vertical' as const,
                'aria-valuenow': target,
                'aria-valuetext': formatPrice(target, tick),
              })}
          aria-label={`${what} ${line.detail}`.trim()}
          data-movable={move !== null}
          {...{ onPointerDown, onPointerMove, onPointerUp }}
          onPointerCancel={giveUp}
        >
          <b>{line.title}</b>{' '}
          {isMoved ? (
            <>
              {formatPrice(price, tick)} → <b>{formatPrice(target, tick)}</b>{' '}
              {formatSigned(target - price, decimalsOfTick(tick))}
            </>
          ) : (
            <>
              {formatPrice(price, tick)}
              {line.detail !== '' && <span className={styles['detail']}>{line.detail}</span>}
            </>
          )}
          {problem !== null && <span className={styles['problem']}>{problem}</span>}
        </span>
        {(phase === 'asking' || phase === 'sending') && (
          <>
            <button
              type="button"
              autoFocus
              className={styles['confirm']}
              disabled={phase === 'sending'}
              onClick={() => void confirm()}
            >
              {phase === 'sending' ? 'Sending' : 'Change (Enter)'}
            </button>
            <button type="button" disabled={phase === 'sending'} onClick={giveUp}>
              Keep (Esc)
            </button>
          </>
        )}
        {phase === 'rest' && line.cancel !== null && (
          <button
            type="button"
            className={styles['cancel']}
            aria-label={`Cancel the order: ${what}`}
            title="Cancel the order"
            onClick={line.cancel}
          >
            <X size={11} aria-hidden />
          </button>
        )}
      </div>
      <span className={styles['tag']}>{formatPrice(target, tick)}</span>
    </div>
  );
}

/** From the edge to the first label that is pinned there, and from one to the next; six find room. */
const PINNED_PX = 34;
const PINNED_STEP_PX = 20;
const PINNED_MAX = 6;

/**
 * Runs with every redraw of the chart: touches the document only where something moved. A price beyond the edge keeps its
 * label, pinned there: an order that works is never out of sight.
 */
function place(box: HTMLElement | null, chart: LiveChart, price: number, index: number): void {
  if (box === null) return;
  const y = chart.yOf(price);
  const height = chart.priceHeight();
  const beyond = y === null ? 'unknown' : y < 0 ? 'above' : y > height ? 'below' : 'none';
  const pinned = PINNED_PX + (index % PINNED_MAX) * PINNED_STEP_PX;
  const at = beyond === 'above' ? pinned : beyond === 'below' ? height - pinned : (y ?? 0);
  if (box.dataset['beyond'] !== beyond) box.dataset['beyond'] = beyond;
  const transform = `translateY(${Math.round(at)}px)`;
  if (box.style.transform !== transform) box.style.transform = transform;
  const axis = `${chart.axisWidth()}px`;
  if (box.style.getPropertyValue('--axis') !== axis) box.style.setProperty('--axis', axis);
}
