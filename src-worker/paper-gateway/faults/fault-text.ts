import { err, ok, type Result } from '#shared/kernel/result.ts';
import { quoted } from '#shared/tws-protocol/protocol-fault.ts';
import { faultNames, formOf, shapeOf, type FaultName } from './known-faults.ts';

/** When a fault strikes. Orders are counted from 1 over all clients, time from when the faults were set. */
export type Trigger =
  | { readonly kind: 'always' }
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'order'; readonly number: number }
  | { readonly kind: 'everyOrders'; readonly count: number }
  | { readonly kind: 'time'; readonly afterMs: number };

export interface FaultRule {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  readonly trigger: Trigger;
  readonly name: FaultName;
  /** Virtual milliseconds of a duration, a number of units, the code of an error; 0 if the fault has no value. */
  readonly value: number;
  /** Infinity unless `for` says so. */
  readonly lastsMs: number;
  readonly isDataLost: boolean;
}

const RULE_COUNT_MAX = 200;
const DURATION_MS_MAX = 7 * 86_400_000;
const UNIT_MS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 } as const;

/**
 * Rules, one a line or with commas between them; `#` begins a comment. A rule is `[TRIGGER:] NAME[=VALUE] [for DURATION]
 * [then CODE]`, a trigger `at order N`, `every N orders`, `at DURATION` or `P%`.
 *
 * @returns all rules, or what is wrong with the first bad one: its line, the word, and what is allowed
 */
export function parseFaults(text: string): Result<readonly FaultRule[], string> {
  const rules: FaultRule[] = [];
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    for (const part of whole.replace(/#.*$/, '').split(',')) {
      if (part.trim() === '') continue;
      const rule = parseRule(part.trim(), index + 1);
      if (!rule.ok) return err(`line ${index + 1}: ${rule.error}`);
      rules.push(rule.value);
      if (rules.length > RULE_COUNT_MAX) return err(`line ${index + 1}: at most ${RULE_COUNT_MAX} faults`);
    }
  }
  return ok(rules);
}

function parseRule(text: string, line: number): Result<FaultRule, string> {
  const colon = text.indexOf(':');
  const trigger = colon < 0 ? ok({ kind: 'always' } as const) : parseTrigger(text.slice(0, colon).trim());
  if (!trigger.ok) return trigger;
  const [word = '', ...rest] = text.slice(colon + 1).trim().split(/\s+/); // prettier-ignore
  const [called, given, ...more] = word.split('=');
  const name = faultNames.find((each) => each === called);
  if (name === undefined) {
    return err(`${quoted(called ?? '')} is no fault: it is one of ${faultNames.join(', ')}`);
  }
  const usage = `it is written ${formOf(name)}`;
  const shape = shapeOf(name);
  if (more.length > 0) return err(`${quoted(word)} has more than one "=": ${usage}`);
  const value = parseValue(shape.value, given);
  if (value === null) return err(`${quoted(word)} has no such value: ${usage}`);
  let lastsMs = Infinity;
  let isDataLost = false;
  let isLasting = false;
  while (rest.length > 0) {
    const [key = '', argument = ''] = rest.splice(0, 2);
    const duration = key === 'for' && shape.lasts !== 'no' && !isLasting ? durationMs(argument) : null;
    if (duration !== null) {
      lastsMs = duration;
      isLasting = true;
    } else if (key === 'then' && name === '1100' && (argument === '1101' || argument === '1102')) {
      isDataLost = argument === '1101';
    } else return err(`${quoted(`${key} ${argument}`.trim())} does not belong to ${name}: ${usage}`);
  }
  if (shape.lasts === 'must' && !isLasting) return err(`${name} must say how long: ${usage}`);
  const { kind } = trigger.value;
  if (shape.scope === 'moment' && kind === 'share') {
    return err(`${name} happens at an order or a time, not to a share of messages`);
  }
  return ok({ text, line, trigger: trigger.value, name, value, lastsMs, isDataLost });
}

function parseTrigger(text: string): Result<Trigger, string> {
  const share = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (share !== null && Number(share[1]) <= 100) return ok({ kind: 'share', share: Number(share[1]) / 100 });
  const order = /^at\s+order\s+([1-9]\d{0,8})$/.exec(text);
  if (order !== null) return ok({ kind: 'order', number: Number(order[1]) });
  const every = /^every\s+([1-9]\d{0,8})\s+orders?$/.exec(text);
  if (every !== null) return ok({ kind: 'everyOrders', count: Number(every[1]) });
  const time = /^at\s+(\S+)$/.exec(text);
  const afterMs = time === null ? null : durationMs(time[1]!);
  if (afterMs !== null) return ok({ kind: 'time', afterMs });
  return err(
    `${quoted(text)} says no time: it is "at order N", "every N orders", "at DURATION" (10s, 250ms, 2min, 1h) or "P%" up to 100`,
  );
}

function parseValue(kind: ReturnType<typeof shapeOf>['value'], given: string | undefined): number | null {
  if (kind === 'none') return given === undefined ? 0 : null;
  if (given === undefined) return null;
  if (kind === 'duration') return durationMs(given);
  if (kind === 'count') return /^[1-9]\d{0,8}$/.test(given) ? Number(given) : null;
  return kind.includes(given) ? Number(given) : null;
}

/** @returns null for what is no duration, or one of more than a week */
function durationMs(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)(ms|s|min|h)$/.exec(text);
  if (found === null) return null;
  const ms = Math.round(Number(found[1]) * UNIT_MS[found[2] as keyof typeof UNIT_MS]);
  return ms <= DURATION_MS_MAX ? ms : null;
}
