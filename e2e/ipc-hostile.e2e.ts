import fc from 'fast-check';
import { expect, test } from './fixtures/test.ts';
import { captureRawPort, encodeMessage, type RawPort } from './fixtures/raw-port.ts';

/** What a page that has been taken over could send, through the real ports of the real window. */

const info = { v: 1, kind: 'request', id: 'honest', name: 'app.info', input: {} };

test('main refuses each hostile message with a typed error, and goes on serving', async ({ app, window }) => {
  const port = await captureRawPort(app, window, 'main');
  const request = (name: string, input: unknown) => port.ask({ v: 1, kind: 'request', id: 'a', name, input });

  expect(await request('app.quit', {})).toMatchObject({
    error: { kind: 'unknown-request', request: 'app.quit' },
  });
  for (const name of ['constructor', '__proto__', 'toString', 'library.list', 'supervision.close']) {
    expect(await request(name, {})).toMatchObject({ kind: 'error', error: { kind: 'unknown-request' } });
  }
  const invalid: [string, unknown, RegExp][] = [
    ['app.info', { extra: 1 }, /extra/],
    ['app.openFolder', { folder: '/etc' }, /folder/],
    ['app.openFolder', { folder: 'data', path: '/etc' }, /path/],
    ['settings.set', { theme: 'dark', admin: true }, /admin/],
    ['settings.set', { zoomLevel: NaN }, /zoomLevel/],
    ['settings.set', { zoomLevel: 100 }, /zoomLevel/],
    ['workspace.save', { workspace: 'trading', layout: 'x'.repeat(1_000_001) }, /layout/],
    ['workspace.save', { workspace: 'trading', layout: { toString: 'x' } }, /layout/],
    ['workspace.save', { workspace: '../main', layout: '{}' }, /workspace/],
    ['files.chooseSave', { suggestedName: 'a', kind: 'exe' }, /kind/],
    ['files.chooseSave', { suggestedName: 'x'.repeat(121), kind: 'csv' }, /suggestedName/],
    ['files.open', { grantId: '/etc/passwd' }, /grantId/],
    ['files.open', { path: '/etc/passwd' }, /grantId/],
  ];
  for (const [name, input, place] of invalid) {
    const answer = (await request(name, input)) as { error: { kind: string; issues: string[] } };
    expect(answer.error.kind, name).toBe('invalid-request');
    expect(answer.error.issues.join('\n'), name).toMatch(place);
  }
  for (const name of ['files.open', 'files.reveal']) {
    expect(await request(name, { grantId: '3f0f1c1e-8a0e-4b6f-9d8e-2b1f0f6c7a55' })).toMatchObject({
      error: { kind: 'failed', code: 'grant-unknown' },
    });
  }
  await expectRefused(port);
  expect(await port.ask(info)).toMatchObject({
    kind: 'answer',
    id: 'honest',
    value: { dataDirectory: expect.any(String) as unknown },
  });
});

test('research refuses each hostile message with a typed error, and goes on serving', async ({
  app,
  window,
}) => {
  const port = await captureRawPort(app, window, 'research');
  const request = (name: string, input: unknown) => port.ask({ v: 1, kind: 'request', id: 'a', name, input });
  for (const name of ['app.info', 'supervision.grantFile', 'supervision.close', 'constructor']) {
    expect(await request(name, {})).toMatchObject({ kind: 'error', error: { kind: 'unknown-request' } });
  }
  expect(await request('library.bars', { seriesId: 1.5, maxPoints: 100 })).toMatchObject({
    error: { kind: 'invalid-request' },
  });
  expect(await request('library.list', { path: '/etc' })).toMatchObject({
    error: { kind: 'invalid-request' },
  });
  await expectRefused(port);
  expect(
    await port.ask({ v: 1, kind: 'request', id: 'honest', name: 'library.list', input: {} }),
  ).toMatchObject({
    kind: 'answer',
    id: 'honest',
  });
});

test('a flood of random messages leaves main answering and the window up', async ({ app, window }) => {
  const port = await captureRawPort(app, window, 'main');
  const anyName = fc.oneof(
    fc.constantFrom(
      'app.info',
      'settings.get',
      'settings.set',
      'workspace.save',
      'files.open',
      'constructor',
    ),
    fc.string(),
  );
  const anyEnvelope = fc.record({
    v: fc.constantFrom(1, 2),
    kind: fc.constantFrom('request', 'cancel', 'subscribe', 'unsubscribe', 'pushes-handled', 'answer'),
    id: fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.string()),
    name: anyName,
    stream: anyName,
    sequence: fc.integer(),
    input: fc.anything({ maxDepth: 3 }),
  }, { requiredKeys: [] }); // prettier-ignore
  const anyMessage = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    anyEnvelope.map((envelope) => {
      try {
        return encodeMessage(envelope);
      } catch {
        return new Uint8Array([0xc1]);
      }
    }),
  );
  const seed = 20260101;
  for (let batch = 0; batch < 10; batch++) {
    await port.sendAll(fc.sample(anyMessage, { seed: seed + batch, numRuns: 200 }));
    expect(await port.askUntil('honest', info), `seed ${seed + batch}`).toMatchObject({ kind: 'answer' });
  }
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('each document has ports of its own: a reload brings new ones', async ({ app, window }) => {
  const first = await captureRawPort(app, window, 'main');
  expect(await first.ask(info)).toMatchObject({ kind: 'answer' });
  const second = await captureRawPort(app, window, 'main');
  expect(await second.ask(info)).toMatchObject({ kind: 'answer' });
});

async function expectRefused(port: RawPort): Promise<void> {
  const messages: unknown[] = [
    {},
    [],
    { v: 2, kind: 'cancel', id: 'a' },
    { v: 1, kind: 'execute', id: 'a' },
    { v: 1, kind: 'answer', id: 'a', value: 1 },
    { v: 1, kind: 'cancel', id: 'a', more: 1 },
    { v: 1, kind: 'request', id: 7, name: 'app.info', input: {} },
    { v: 1, kind: 'subscribe', stream: 'orders' },
    { v: 1, kind: 'subscribe', stream: '__proto__' },
    { v: 1, kind: 'pushes-handled', sequence: 1_000_000 },
  ];
  for (const message of messages) expect(await port.ask(message)).toMatchObject({ kind: 'refused' });
  const bytes = [
    [],
    [0xc1],
    [0xdd, 0xff, 0xff, 0xff, 0xff],
    [0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0xc0],
    new Array<number>(1_000).fill(0x91),
  ];
  for (const message of bytes)
    expect(await port.askBytes(Uint8Array.from(message))).toMatchObject({ kind: 'refused' });
  const expressions = [
    '"text"',
    '({ v: 1 })',
    'null',
    'new ArrayBuffer(8)',
    'new Map([[1, 2]])',
    'new Uint8Array(5 * 2 ** 20)',
  ];
  for (const expression of expressions)
    expect(await port.askExpression(expression)).toMatchObject({ kind: 'refused' });
}
