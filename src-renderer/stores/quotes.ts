import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { create } from 'zustand';
import type { MarketDataStatus } from '#shared/ipc/market-data.ts';
import type { BarStream } from '#shared/model/bar-stream.ts';
import type { ContractId } from '#shared/model/contract.ts';
import {
  DATA_KINDS,
  QUOTE_FIELD_INDEX,
  QUOTE_FIELDS,
  QUOTE_STATES,
  type DataKind,
  type QuoteBatch,
  type QuoteState,
} from '#shared/model/quote.ts';
import { main } from '../ipc/services.ts';
import { reportFault } from '../ipc/report-fault.ts';

/** A quote as it is drawn; a new object only when something of it has changed. What nobody quotes is null. */
export interface ShownQuote {
  readonly bid: number | null;
  readonly ask: number | null;
  readonly last: number | null;
  readonly mark: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  /** Of options: -1 to 1. */
  readonly delta: number | null;
  /** Of options: a part of 1 in a year. */
  readonly impliedVolatility: number | null;
  readonly isHalted: boolean;
  /** Unix ms of the newest price; null: none has come. */
  readonly at: number | null;
  readonly kind: DataKind | null;
  readonly state: QuoteState;
  /** Which way the last changed price went. */
  readonly direction: 'up' | 'down' | null;
  /** The price has just changed. */
  readonly isFlashing: boolean;
}

const WIDTH = QUOTE_FIELDS.length;
/** A sparkline has a point for every five seconds, and five minutes of them. */
const SAMPLE_MS = 5_000;
const SAMPLES_MAX = 60;
export const FLASH_MS = 300;
/** How often batches come while anything changes. What else changes between two of them is drawn with the next one. */
export const BATCH_MS = 50;
/** A flash whose end is nearer than half a batch ends with this one. */
const FLASH_GRACE_MS = BATCH_MS / 2;

const quotes = new Map<ContractId, ShownQuote>();
const listeners = new Map<ContractId, Set<() => void>>();
const samples = new Map<ContractId, readonly number[]>();
/** When each flash ends, by the page's clock. Not a CSS animation: that would draw every row at every frame. */
const flashes = new Map<ContractId, number>();
let rows = new Map<ContractId, Float64Array>();
let sampledAt = 0;
let flashTimer: ReturnType<typeof setTimeout> | null = null;

/** Told once a second; null until main has told. */
export const useMarketData = create<{ readonly status: MarketDataStatus | null }>(() => ({ status: null }));

export function receiveQuotes({ now, contractIds, values }: QuoteBatch): void {
  const received = new Map<ContractId, Float64Array>();
  const isSample = now - sampledAt >= SAMPLE_MS;
  if (isSample) sampledAt = now;
  const drawnAt = performance.now();
  contractIds.forEach((id, index) => {
    const contractId = id as ContractId;
    const row = values.subarray(index * WIDTH, (index + 1) * WIDTH);
    received.set(contractId, row);
    const isChanged = !isSame(rows.get(contractId), row);
    if (isChanged) changeQuote(contractId, row, drawnAt);
    if (isSample) sample(contractId, row[QUOTE_FIELD_INDEX.mark]!);
    if (isChanged || isSample) for (const heard of listeners.get(contractId) ?? []) heard();
  });
  // Of what is no longer shown nothing new comes: it is not kept as if it were fresh.
  for (const contractId of rows.keys()) if (!received.has(contractId)) quotes.delete(contractId);
  for (const contractId of samples.keys()) if (!received.has(contractId)) samples.delete(contractId);
  rows = received;
  endFlashes();
  runWaiting();
}

/** What else is to be drawn with the next batch, or without one soon after; by whom. */
const waiting = new Map<string, () => void>();
let waitingTimer: ReturnType<typeof setTimeout> | null = null;

/** Runs with the next batch, so that the window is drawn once for both; the newest of each owner only. */
export function runWithBatch(owner: string, run: () => void): void {
  waiting.set(owner, run);
  waitingTimer ??= setTimeout(runWaiting, 2 * BATCH_MS);
}

function runWaiting(): void {
  if (waitingTimer !== null) clearTimeout(waitingTimer);
  waitingTimer = null;
  const due = [...waiting.values()];
  waiting.clear();
  for (const run of due) run();
}

function changeQuote(contractId: ContractId, row: Float64Array, drawnAt: number): void {
  const before = quotes.get(contractId);
  const now = readQuote(row);
  const [from, to] = [priceOf(before), priceOf(now)];
  const hasMoved = from !== null && to !== null && from !== to;
  if (hasMoved) flashes.set(contractId, drawnAt + FLASH_MS);
  quotes.set(contractId, {
    ...now,
    direction: hasMoved ? (to > from ? 'up' : 'down') : (before?.direction ?? null),
    // Whatever else changes leaves the flash as long as it is.
    isFlashing: flashes.has(contractId),
  });
}

/** Of all that is over. The others end with a batch that comes then, or without one a batch later. */
function endFlashes(): void {
  if (flashTimer !== null) clearTimeout(flashTimer);
  flashTimer = null;
  const now = performance.now();
  let next = Infinity;
  for (const [contractId, until] of flashes) {
    if (until > now + FLASH_GRACE_MS) {
      next = Math.min(next, until);
      continue;
    }
    flashes.delete(contractId);
    const quote = quotes.get(contractId);
    if (quote === undefined) continue;
    quotes.set(contractId, { ...quote, isFlashing: false });
    for (const heard of listeners.get(contractId) ?? []) heard();
  }
  if (next < Infinity) flashTimer = setTimeout(endFlashes, next - now + BATCH_MS);
}

export function quoteOf(contractId: ContractId): ShownQuote | undefined {
  return quotes.get(contractId);
}

/** Follows one contract: only its own ticks draw it anew. */
export function useQuote(contractId: ContractId): ShownQuote | undefined {
  return useQuoteValue(contractId, whole);
}

/** Follows a part of a quote: what else changes draws nothing. @param select text, a number, or the same object for the same quote */
export function useQuoteValue<T>(contractId: ContractId, select: (quote: ShownQuote | undefined) => T): T {
  return useSyncExternalStore(
    useCallback((changed: () => void) => listen(contractId, changed), [contractId]),
    () => select(quotes.get(contractId)),
  );
}

const whole = (quote: ShownQuote | undefined) => quote;

/** Marks of the last five minutes, oldest first. */
export function useSamples(contractId: ContractId): readonly number[] | undefined {
  return useSyncExternalStore(
    useCallback((changed: () => void) => listen(contractId, changed), [contractId]),
    () => samples.get(contractId),
  );
}

export function listen(contractId: ContractId, changed: () => void): () => void {
  const heard = listeners.get(contractId) ?? new Set();
  listeners.set(contractId, heard);
  heard.add(changed);
  return () => {
    heard.delete(changed);
    if (heard.size === 0) listeners.delete(contractId);
  };
}

const shownBy = new Map<string, readonly ContractId[]>();
let timer: ReturnType<typeof setTimeout> | null = null;

/** Asks for quotes of these contracts for as long as the panel is there, the first ones first. @param owner of the list */
export function useShownContracts(owner: string, contractIds: readonly ContractId[]): void {
  useEffect(() => {
    shownBy.set(owner, contractIds);
    sayShownSoon();
  }, [owner, contractIds]);
  useEffect(
    () => () => {
      shownBy.delete(owner);
      sayShownSoon();
    },
    [owner],
  );
}

let shownBars: BarStream | null = null;

/** Asks for the live bars of the chart in front, once a frame. null: no chart is. */
export function setShownBars(stream: BarStream | null): void {
  shownBars = stream;
  sayShownSoon();
}

/** Main is there, for the first time or again: it knows of nothing that is shown. */
export function sayShown(): void {
  const contractIds = [...new Set([...shownBy.values()].flat())];
  const bars = shownBars === null ? [] : [shownBars];
  const cadence = shownBars === null ? 'normal' : 'fast';
  void main.invoke('marketData.setShown', { contractIds, bars, cadence }).then((result) => {
    if (!result.ok) reportFault('quotes could not be asked for', result.error);
  });
}

function sayShownSoon(): void {
  if (timer !== null) clearTimeout(timer);
  // Panels that change places leave and come within one moment.
  timer = setTimeout(sayShown, 30);
}

function isSame(before: Float64Array | undefined, now: Float64Array): boolean {
  if (before === undefined) return false;
  for (let field = 0; field < WIDTH; field++) if (!Object.is(before[field], now[field])) return false;
  return true;
}

function readQuote(row: Float64Array): Omit<ShownQuote, 'direction' | 'isFlashing'> {
  const value = (field: keyof typeof QUOTE_FIELD_INDEX) => {
    const number = row[QUOTE_FIELD_INDEX[field]]!;
    return Number.isNaN(number) ? null : number;
  };
  return {
    ...{ bid: value('bid'), ask: value('ask'), last: value('last'), mark: value('mark') },
    ...{ close: value('close'), volume: value('volume'), at: value('at') },
    ...{ delta: value('delta'), impliedVolatility: value('impliedVolatility') },
    isHalted: value('halted') === 1,
    kind: DATA_KINDS[value('kind') ?? -1] ?? null,
    state: QUOTE_STATES[value('state') ?? 0] ?? 'waiting',
  };
}

function priceOf(quote: Pick<ShownQuote, 'last' | 'mark'> | undefined): number | null {
  return quote?.last ?? quote?.mark ?? null;
}

function sample(contractId: ContractId, mark: number): void {
  if (Number.isNaN(mark)) return;
  samples.set(contractId, [...(samples.get(contractId) ?? []), mark].slice(-SAMPLES_MAX));
}
