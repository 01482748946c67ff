import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFaults } from './fault-text.ts';
import { faultNames } from './known-faults.ts';

const parsed = (text: string) => {
  const rules = parseFaults(text);
  if (!rules.ok) throw new Error(rules.error);
  return rules.value;
};
const refusal = (text: string) => {
  const rules = parseFaults(text);
  return rules.ok ? 'no error' : rules.error;
};

test('a script has a rule a line, comments and empty lines', () => {
  const rules = parsed(
    '# a bad morning\nat order 5: drop-connection\n\nat 10s: 1100 for 30s then 1101 # data gone\r\n5%: duplicate-status',
  );
  expect(rules).toMatchObject([
    { line: 2, name: 'drop-connection', trigger: { kind: 'order', number: 5 } },
    { line: 4, name: '1100', trigger: { kind: 'time', afterMs: 10_000 }, lastsMs: 30_000, isDataLost: true },
    { line: 5, name: 'duplicate-status', trigger: { kind: 'share', share: 0.05 }, lastsMs: Infinity },
  ]);
});

test('a flag has commas between its faults', () => {
  const rules = parsed('late-ack=2s,duplicate-status, every 3 orders: reject=110');
  expect(rules).toMatchObject([
    { name: 'late-ack', value: 2_000, trigger: { kind: 'always' } },
    { name: 'duplicate-status', value: 0 },
    { name: 'reject', value: 110, trigger: { kind: 'everyOrders', count: 3 } },
  ]);
});

test.each([
  ['ok\nlate-ack', 'line 1: "ok" is no fault: it is one of 1100, 2103'],
  ['\nlate-ack', 'line 2: "late-ack" has no such value: it is written late-ack=DURATION'],
  ['late-ack=soon', 'line 1: "late-ack=soon" has no such value'],
  ['partial-fill=0 for 1s', 'it is written partial-fill=N for DURATION'],
  ['5%: partial-fill=1 for 1s', 'partial-fill happens at an order or a time'],
  ['reject=999', 'it is written reject=201|110|10243'],
  ['at noon: drop-connection', 'line 1: "at noon" says no time'],
  ['101%: duplicate-status', '"101%" says no time'],
  ['at order 0: drop-connection', '"at order 0" says no time'],
  ['5%: drop-connection', 'drop-connection happens at an order or a time'],
  ['1100', '1100 must say how long: it is written 1100 for DURATION [then 1101|1102]'],
  ['1100 for 5s then 1103', '"then 1103" does not belong to 1100'],
  ['drop-connection for 3s', '"for 3s" does not belong to drop-connection'],
  ['1100 for 999h', '"for 999h" does not belong to 1100'],
])('%j is refused with line, word and what is allowed', (text, words) => {
  expect(refusal(text)).toContain(words);
});

test('every fault of the list can be written', () => {
  for (const name of faultNames) {
    const forms = [
      name,
      `${name} for 1s`,
      `${name}=1s`,
      `${name}=201`,
      `${name}=5 for 1s`,
      `${name}=5s for 1s`,
    ];
    expect(
      forms.some((form) => parseFaults(form).ok),
      name,
    ).toBe(true);
  }
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9 %:=,#-]*$/)), (text) => {
      expect(parseFaults(text)).toHaveProperty('ok');
    }),
  );
});
