import { expect, test } from 'vitest';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { parseArguments } from './arguments.ts';

function parsed(...options: string[]) {
  return parseArguments(['backtest', '--strategy', 'sma-cross', '--symbols', 'SPX', ...options]);
}

test('says how orders meet the bars', () => {
  const arguments_ = parsed(
    ...['--account', 'margin', '--borrow', '2.5', '--limit-fill', 'touch', '--participation', '10'],
    ...['--latency', '1', '--close-fill', 'this-close', '--commission', 'ib-tiered'],
  );
  expect(arguments_).toMatchObject({
    value: {
      settings: {
        commission: { kind: 'ib-tiered' },
        execution: {
          account: 'margin',
          borrow: 2.5,
          limitFill: 'touch',
          participation: 10,
          latencyBars: 1,
          closeFill: 'this-close',
        },
      },
    },
  });
});

test('leaves a run as it always was where nothing is said, and fills up what is not', () => {
  expect(parsed()).not.toHaveProperty('value.settings.execution');
  expect(parsed('--participation', 'none')).toHaveProperty('value.settings.execution', DEFAULT_EXECUTION);
});

test('takes the hours of an exchange, those of US stocks where no other is named', () => {
  expect(parsed()).not.toHaveProperty('value.settings.session');
  const regular = { calendar: 'us-stocks', hours: 'regular', exitAtEnd: false };
  expect(parsed('--hours', 'regular')).toHaveProperty('value.settings.session', regular);
  const evening = { calendar: 'cme-equity', hours: 'extended', exitAtEnd: true };
  expect(parsed('--calendar', 'cme-equity', '--hours', 'extended', '--exit-at-end')).toHaveProperty(
    'value.settings.session',
    evening,
  );
});

test.each([
  [['--hours', 'night'], '--hours'],
  [['--calendar', 'mars'], '--calendar'],
  [['--account', 'credit'], '--account'],
  [['--limit-fill', 'always'], '--limit-fill'],
  [['--participation', '101'], '--participation'],
  [['--borrow', 'much'], '--borrow takes a number'],
  [['--latency', '0.5'], '--latency'],
])('names the option of %j', (options, message) => {
  expect(parsed(...options)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining(message) as string },
  });
});
