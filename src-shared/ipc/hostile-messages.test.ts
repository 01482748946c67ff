import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ManualTimers } from '../kernel/testing/manual-timers.ts';
import { ok } from '../kernel/result.ts';
import { workerPort } from '../node/port-transport.ts';
import type { Logger } from '../telemetry/logger.ts';
import { plainCodec, RENDERER_WIRE } from './codec.ts';
import { researchRequests } from './contract.ts';
import { serve, type Server } from './server.ts';

/**
 * One server on a real port, as research serves a renderer, and messages that no honest client sends. Each gets a typed
 * error, no handler runs, and the server answers the next honest request.
 */
const requests = {
  echo: { input: z.strictObject({ text: z.string() }), output: z.strictObject({ text: z.string() }) },
  'backtests.start': researchRequests['backtests.start'],
  'library.bars': researchRequests['library.bars'],
  'runs.get': researchRequests['runs.get'],
  'library.import': researchRequests['library.import'],
  'runs.trades': researchRequests['runs.trades'],
};
const runId = '3f0f1c1e-8a0e-4b6f-9d8e-2b1f0f6c7a55';
const spec = {
  strategyId: 'sma-cross',
  parameters: { fast: 10, slow: 30 },
  seriesIds: [1],
  from: '2000-01-03',
  to: '2019-12-31',
  cash: 100_000,
  sizing: { kind: 'quantity', quantity: 1 },
  commission: { kind: 'none' },
  slippage: { kind: 'none' },
};
const importInput = {
  importId: runId,
  grantId: runId,
  spec: {
    facts: { symbol: 'SPX', source: 'test', barSize: '1 day', currency: 'USD', tick: 0.01, multiplier: 1, lot: 1, timeZone: 'America/New_York', adjustment: 'raw' },
    dialect: { delimiter: ',', decimal: '.', hasHeader: true, dateFormat: 'YYYY-MM-DD', columns: { date: 0, time: -1, open: 1, high: 2, low: 3, close: 4, volume: 5 } },
    existing: 'keep',
    allOrNothing: true,
  },
}; // prettier-ignore

let bed: TestBed;
beforeEach(() => {
  bed = openBed();
});
afterEach(async () => {
  expect(
    await bed.ask({ v: 1, kind: 'request', id: 'last', name: 'echo', input: { text: 'still here' } }),
  ).toMatchObject({
    kind: 'answer',
    id: 'last',
    value: { text: 'still here' },
  });
  bed.close();
});

describe('inputs that do not fit are refused by name, with the place', () => {
  const cases: [string, string, unknown, string | RegExp][] = [
    ['an extra field', 'echo', { text: 'a', more: 1 }, /more/],
    ['a missing field', 'echo', {}, /^text/],
    ['no input', 'echo', undefined, /^input/],
    ['null', 'echo', null, /^input/],
    ['an array for an object', 'echo', ['a'], /^input/],
    ['a number for a text', 'echo', { text: 1 }, /^text/],
    ['a column for a text', 'echo', { text: new Float64Array(3) }, /^text/],
    ['an extra field two levels down', 'backtests.start', { ...spec, sizing: { ...spec.sizing, leverage: 9 } }, /^sizing.*leverage/],
    ['an extra field beside a union', 'backtests.start', { ...spec, commission: { kind: 'none', amount: 1 } }, /^commission.*amount/],
    ['an unknown member of a union', 'backtests.start', { ...spec, commission: { kind: 'free' } }, /^commission/],
    ['an extra field three levels down', 'library.import', { ...importInput, spec: { ...importInput.spec, dialect: { ...importInput.spec.dialect, columns: { ...importInput.spec.dialect.columns, x: 1 } } } }, /^spec\.dialect\.columns.*x/],
    ['NaN for an integer', 'library.bars', { seriesId: NaN, maxPoints: 100 }, /^seriesId/],
    ['Infinity', 'library.bars', { seriesId: Infinity, maxPoints: 100 }, /^seriesId/],
    ['a fraction for an integer', 'library.bars', { seriesId: 1.5, maxPoints: 100 }, /^seriesId/],
    ['a negative id', 'library.bars', { seriesId: -1, maxPoints: 100 }, /^seriesId/],
    ['beyond the safe integers', 'library.bars', { seriesId: 2 ** 60, maxPoints: 100 }, /^seriesId/],
    ['a text for a number', 'library.bars', { seriesId: '1', maxPoints: 100 }, /^seriesId/],
    ['below the least', 'library.bars', { seriesId: 1, maxPoints: 9 }, /^maxPoints/],
    ['above the most', 'library.bars', { seriesId: 1, maxPoints: 1e9 }, /^maxPoints/],
    ['NaN for a time', 'library.bars', { seriesId: 1, maxPoints: 100, from: NaN }, /^from/],
    ['a boolean for a time', 'library.bars', { seriesId: 1, maxPoints: 100, to: true }, /^to/],
    ['no UUID', 'runs.get', { runId: 'not-a-uuid' }, /^runId/],
    ['a UUID with a path', 'runs.get', { runId: `${runId}/../../x` }, /^runId/],
    ['a negative offset', 'runs.trades', { runId, offset: -1, limit: 10 }, /^offset/],
    ['a limit without end', 'runs.trades', { runId, offset: 0, limit: Infinity }, /^limit/],
    ['no symbols', 'backtests.start', { ...spec, seriesIds: [] }, /^seriesIds/],
    ['too many symbols', 'backtests.start', { ...spec, seriesIds: Array.from({ length: 1_001 }, (_, i) => i + 1) }, /^seriesIds/],
    ['one bad symbol among many', 'backtests.start', { ...spec, seriesIds: [1, 2, 'SPX'] }, /^seriesIds\.2/],
    ['cash that is NaN', 'backtests.start', { ...spec, cash: NaN }, /^cash/],
    ['cash below zero', 'backtests.start', { ...spec, cash: -1 }, /^cash/],
    ['cash without end', 'backtests.start', { ...spec, cash: Infinity }, /^cash/],
    ['a date that is none', 'backtests.start', { ...spec, from: '2001-02-30' }, /^from/],
    ['a date with a time', 'backtests.start', { ...spec, from: '2001-02-03T00:00:00Z' }, /^from/],
    ['a strategy id that is a path', 'backtests.start', { ...spec, strategyId: '../../etc/passwd' }, /^strategyId/],
    ['a parameter that is a structure', 'backtests.start', { ...spec, parameters: { fast: { valueOf: 1 } } }, /^parameters\.fast/],
    ['a parameter named like a prototype', 'backtests.start', { ...spec, parameters: { __proto_: 1 } }, /^parameters/],
    ['a parameter that is NaN', 'backtests.start', { ...spec, parameters: { fast: NaN } }, /^parameters\.fast/],
    ['a grant that is a path', 'library.import', { ...importInput, grantId: '/etc/passwd' }, /^grantId/],
    ['a column index below -1', 'library.import', { ...importInput, spec: { ...importInput.spec, dialect: { ...importInput.spec.dialect, columns: { ...importInput.spec.dialect.columns, volume: -2 } } } }, /^spec\.dialect\.columns\.volume/],
    ['a time zone that is none', 'library.import', { ...importInput, spec: { ...importInput.spec, facts: { ...importInput.spec.facts, timeZone: 'Mars/Base' } } }, /^spec\.facts\.timeZone/],
    ['a symbol with a line break', 'library.import', { ...importInput, spec: { ...importInput.spec, facts: { ...importInput.spec.facts, symbol: 'SPX\n; DROP' } } }, /^spec\.facts\.symbol/],
    ['a tick of zero', 'library.import', { ...importInput, spec: { ...importInput.spec, facts: { ...importInput.spec.facts, tick: 0 } } }, /^spec\.facts\.tick/],
  ]; // prettier-ignore
  test.each(cases)('%s', async (_, name, input, place) => {
    const answer = await bed.ask({ v: 1, kind: 'request', id: 'a', name, input });
    expect(answer).toMatchObject({
      kind: 'error',
      id: 'a',
      error: { kind: 'invalid-request', request: name },
    });
    expect((answer as { error: { issues: string[] } }).error.issues.join('\n')).toMatch(place);
    expect(bed.handled).toEqual([]);
  });

  test('the honest forms of these inputs pass', async () => {
    const honest: [string, unknown][] = [
      ['backtests.start', spec],
      ['library.import', importInput],
      ['library.bars', { seriesId: 1, maxPoints: 100, from: undefined }],
      ['runs.get', { runId }],
      ['runs.trades', { runId, offset: 0, limit: 10 }],
    ];
    for (const [name, input] of honest)
      await bed.ask({ v: 1, kind: 'request', id: name.replace('.', '-'), name, input });
    expect(bed.handled).toEqual(honest.map(([name]) => name));
  });

  test('a message with thousands of faults gets ten of them back', async () => {
    const seriesIds = Array.from({ length: 900 }, () => 'x');
    const answer = await bed.ask({
      v: 1,
      kind: 'request',
      id: 'a',
      name: 'backtests.start',
      input: { ...spec, seriesIds },
    });
    expect((answer as { error: { issues: string[] } }).error.issues).toHaveLength(10);
  });
});

describe('requests that are not in the contract are refused by name', () => {
  test.each([
    'nothing',
    '',
    'ECHO',
    'echo ',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'supervision.close',
    'x'.repeat(100),
  ])('%j', async (name) => {
    const answer = await bed.ask({ v: 1, kind: 'request', id: 'a', name, input: { text: 'a' } });
    if (name === '') expect(answer).toMatchObject({ kind: 'refused' });
    else
      expect(answer).toMatchObject({
        kind: 'error',
        id: 'a',
        error: { kind: 'unknown-request', request: name },
      });
  });
});

describe('what is no message of a client is refused with a reason', () => {
  const cases: [string, unknown, RegExp][] = [
    ['a text', 'hello', /not a byte array|version 1/],
    ['nothing', null, /version 1/],
    ['a list', [], /version 1/],
    ['an empty object', {}, /version 1/],
    ['no version', { kind: 'cancel', id: 'a' }, /v: /],
    ['an unknown version', { v: 2, kind: 'cancel', id: 'a' }, /v: /],
    ['a version that is a text', { v: '1', kind: 'cancel', id: 'a' }, /v: /],
    ['an unknown kind', { v: 1, kind: 'execute', id: 'a' }, /kind/],
    ['an answer, which only servers give', { v: 1, kind: 'answer', id: 'a', value: 1 }, /kind/],
    [
      'an error, which only servers give',
      { v: 1, kind: 'error', id: 'a', error: { kind: 'cancelled' } },
      /kind/,
    ],
    [
      'pushes, which only servers send',
      { v: 1, kind: 'pushes', sequence: 1, pushes: [], dropped: 0 },
      /kind/,
    ],
    ['a refusal, which only servers send', { v: 1, kind: 'refused', reason: 'x' }, /kind/],
    ['an extra field', { v: 1, kind: 'cancel', id: 'a', also: 1 }, /also/],
    ['a request without an id', { v: 1, kind: 'request', name: 'echo', input: { text: 'a' } }, /id: /],
    ['an id that is a number', { v: 1, kind: 'request', id: 1, name: 'echo', input: { text: 'a' } }, /id: /],
    ['an empty id', { v: 1, kind: 'request', id: '', name: 'echo', input: { text: 'a' } }, /id: /],
    [
      'an id with a line break',
      { v: 1, kind: 'request', id: 'a\nb', name: 'echo', input: { text: 'a' } },
      /id: /,
    ],
    [
      'an id too long',
      { v: 1, kind: 'request', id: 'a'.repeat(65), name: 'echo', input: { text: 'a' } },
      /id: /,
    ],
    ['a name too long', { v: 1, kind: 'request', id: 'a', name: 'x'.repeat(101), input: {} }, /name/],
    ['a stream that is not there', { v: 1, kind: 'subscribe', stream: 'orders' }, /no stream orders/],
    ['a stream named like a prototype', { v: 1, kind: 'subscribe', stream: 'constructor' }, /no stream/],
    [
      'pushes handled that were never sent',
      { v: 1, kind: 'pushes-handled', sequence: 5 },
      /cannot be handled/,
    ],
    ['a negative count of pushes', { v: 1, kind: 'pushes-handled', sequence: -1 }, /sequence/],
    ['a count of pushes that is NaN', { v: 1, kind: 'pushes-handled', sequence: NaN }, /sequence/],
  ];
  test.each(cases)('%s', async (_, message, reason) => {
    const answer = await bed.ask(message);
    expect(answer).toMatchObject({ kind: 'refused' });
    expect((answer as { reason: string }).reason).toMatch(reason);
  });

  const raw: [string, unknown, RegExp][] = [
    ['an object instead of bytes', { v: 1, kind: 'request', id: 'a', name: 'echo', input: {} }, /not a byte array/],
    ['a text instead of bytes', '{"v":1}', /not a byte array/],
    ['an ArrayBuffer', new ArrayBuffer(8), /not a byte array/],
    ['no bytes', new Uint8Array(), /malformed/],
    ['a message cut short', bytesOf({ v: 1, kind: 'cancel', id: 'abc' }).subarray(0, -1), /malformed/],
    ['two messages in one', Uint8Array.from([...bytesOf({ v: 1, kind: 'cancel', id: 'a' }), 0xc0]), /malformed/],
    ['a length of 4 billion', Uint8Array.from([0xdd, 0xff, 0xff, 0xff, 0xff]), /malformed/],
    ['a hundred thousand levels', new Uint8Array(100_000).fill(0x91), /deeper than 32/],
    ['millions of values', Uint8Array.from([0xdd, 0, 0x30, 0, 0, ...new Uint8Array(0x30_00_00).fill(0xc0)]), /more than 200000 values/],
    ['five megabytes', new Uint8Array(5 * 2 ** 20), /bytes, 4194304 are allowed/],
    ['a record definition, which would change how the next message is read', Uint8Array.from([0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0xc0]), /malformed/],
    ['JSON', new TextEncoder().encode('{"v":1,"kind":"cancel","id":"a"}'), /malformed/],
  ]; // prettier-ignore
  test.each(raw)('%s', async (_, data, reason) => {
    const answer = await bed.askRaw(data);
    expect(answer).toMatchObject({ kind: 'refused' });
    expect((answer as { reason: string }).reason).toMatch(reason);
  });
});

test('a prototype key in a request is an extra field like any other', async () => {
  const honest = bytesOf({
    v: 1,
    kind: 'request',
    id: 'a',
    name: 'echo',
    input: { text: 'a', xxxxxxxxx: {} },
  });
  const bytes = Uint8Array.from(
    Buffer.from(Buffer.from(honest).toString('latin1').replace('xxxxxxxxx', '__proto__'), 'latin1'),
  );
  expect(await bed.askRaw(bytes)).toMatchObject({ kind: 'error', error: { kind: 'invalid-request' } });
  expect(({} as { text?: string }).text).toBeUndefined();
});

test('text that is no UTF-8 arrives as replacement characters and is judged like any text', async () => {
  const honest = bytesOf({ v: 1, kind: 'request', id: 'a', name: 'echo', input: { text: 'zz' } });
  const at = Buffer.from(honest).lastIndexOf('zz');
  const bytes = honest.slice();
  bytes[at] = 0xe2; // the first of three bytes, the other two missing
  expect(await bed.askRaw(bytes)).toMatchObject({ kind: 'answer', value: { text: '\ufffdz' } });
});

test('an id that is in use is refused and the first request is answered', async () => {
  bed.holdNext();
  bed.send({ v: 1, kind: 'request', id: 'same', name: 'echo', input: { text: 'first' } });
  expect(
    await bed.ask({ v: 1, kind: 'request', id: 'same', name: 'echo', input: { text: 'second' } }),
  ).toMatchObject({
    kind: 'refused',
    reason: 'request id same is in use',
  });
  bed.release();
  expect(await bed.next()).toMatchObject({ kind: 'answer', id: 'same', value: { text: 'first' } });
});

test('cancelling what is not there does nothing', async () => {
  bed.send({ v: 1, kind: 'cancel', id: 'nobody' });
  expect(await bed.ask({ v: 1, kind: 'request', id: 'a', name: 'echo', input: { text: 'b' } })).toMatchObject(
    { kind: 'answer' },
  );
});

test('a flood of bad messages is answered and counted, and the log keeps its head', async () => {
  for (let i = 0; i < 500; i++) expect(await bed.askRaw(i)).toMatchObject({ kind: 'refused' });
  expect(bed.server.refusedCount).toBe(500);
  expect(bed.logLines.length).toBe(20);
});

test('random messages and random bytes never stop the server', async () => {
  const anyField = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.integer(),
    fc.double(),
    fc.constant(null),
    fc.boolean(),
  );
  const anyEnvelope = fc.record(
    {
      v: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, anyField),
      kind: fc.oneof(
        fc.constantFrom('request', 'subscribe', 'unsubscribe', 'pushes-handled', 'answer'),
        anyField,
      ),
      id: fc.oneof(fc.constantFrom('a', 'b'), anyField),
      name: fc.oneof(fc.constantFrom(...Object.keys(requests)), anyField),
      stream: fc.oneof(fc.constant('ticks'), anyField),
      sequence: anyField,
      input: fc.anything({ withDate: false, withMap: false, withSet: false, withBigInt: false, maxDepth: 3 }),
    },
    { requiredKeys: [] },
  );
  const anyData = fc.oneof(
    anyEnvelope.map((envelope) => encoded(envelope)),
    fc.uint8Array({ maxLength: 200 }),
  );
  await fc.assert(
    fc.asyncProperty(anyData, async (data) => {
      bed.sendRaw(data);
      const answer = await bed.askUntil('probe', {
        v: 1,
        kind: 'request',
        id: 'probe',
        name: 'echo',
        input: { text: 'p' },
      });
      expect(answer).toMatchObject({ kind: 'answer', value: { text: 'p' } });
    }),
    { numRuns: 1_000 },
  );
});

interface TestBed {
  readonly server: Server<Record<string, z.ZodType>>;
  readonly handled: string[];
  readonly logLines: unknown[];
  send(message: unknown): void;
  sendRaw(data: unknown): void;
  next(): Promise<unknown>;
  ask(message: unknown): Promise<unknown>;
  askRaw(data: unknown): Promise<unknown>;
  /** Asks, and skips whatever comes before the answer of this id. */
  askUntil(id: string, message: unknown): Promise<unknown>;
  /** Keeps the next echo waiting until `release`. */
  holdNext(): void;
  release(): void;
  close(): void;
}

function openBed(): TestBed {
  const { port1, port2 } = new MessageChannel();
  const logLines: unknown[] = [];
  const line = (fields: object) => void logLines.push(fields);
  const log: Logger = { debug: line, info: line, warn: line, error: line };
  const handled: string[] = [];
  let gate: Promise<void> = Promise.resolve();
  let open: () => void = () => undefined;
  const note = (name: string) => () => {
    handled.push(name);
    return { ok: false as const, error: { kind: 'failed' as const, code: 'test', message: 'handled' } };
  };
  const server = serve({
    port: workerPort(port1),
    wire: RENDERER_WIRE,
    requests,
    streams: { ticks: z.number() },
    handlers: {
      echo: async (input) => {
        await gate;
        return ok(input);
      },
      'backtests.start': note('backtests.start'),
      'library.bars': note('library.bars'),
      'runs.get': note('runs.get'),
      'library.import': note('library.import'),
      'runs.trades': note('runs.trades'),
    },
    timers: new ManualTimers(),
    log,
  });

  const answers = RENDERER_WIRE.answers();
  const arrived: unknown[] = [];
  const waiting: ((answer: unknown) => void)[] = [];
  port2.on('message', (data) => {
    const answer = answers.decode(data);
    const value = answer.ok ? answer.value : answer.error;
    const first = waiting.shift();
    if (first === undefined) arrived.push(value);
    else first(value);
  });
  const next = () =>
    arrived.length > 0 ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve));
  const sendRaw = (data: unknown) => {
    port2.postMessage(data);
  };
  return {
    server,
    handled,
    logLines,
    next,
    sendRaw,
    send: (message) => sendRaw(bytesOf(message)),
    ask(message) {
      sendRaw(bytesOf(message));
      return next();
    },
    askRaw(data) {
      sendRaw(data);
      return next();
    },
    async askUntil(id, message) {
      sendRaw(bytesOf(message));
      for (;;) {
        const answer = (await next()) as { id?: string };
        if (answer.id === id) return answer;
      }
    },
    holdNext() {
      gate = new Promise((resolve) => (open = resolve));
    },
    release: () => open(),
    close() {
      server.close();
      port2.close();
    },
  };
}

/** Encodes without our own limits, as a hostile client would. */
function encoded(message: unknown): unknown {
  const bytes = plainCodec({ bytes: Infinity, depth: Infinity, values: Infinity }).encode(message);
  return bytes.ok ? bytes.value : message === null ? null : 'not encodable';
}

function bytesOf(message: unknown): Uint8Array {
  return encoded(message) as Uint8Array;
}
