import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { streamKey } from '#shared/kernel/rng.ts';
import { frameOfText } from '#shared/tws-protocol/frame-encoder.ts';
import { encodeRequest } from '#shared/tws-protocol/requests/requests.ts';
import { recordedSession } from '#shared/tws-protocol/testing/recorded-session.ts';
import { stock } from '#shared/tws-protocol/testing/rich-orders.ts';
import { spokenVersions } from '#shared/tws-protocol/testing/spoken-versions.ts';
import { RawClient } from '../testing/raw-client.ts';
import { startFuzzGateway } from './fuzz-gateway.ts';
import { MisbehavingClient } from './misbehaving-client.ts';
import { Dice, mutated } from './mutate.ts';
import { sampleRequests } from './sample-requests.ts';

const IS_CAMPAIGN = process.env.TRADEWIND_COUNTS === 'full';
const FRAME_COUNT = Number(process.env.TRADEWIND_FUZZ_FRAMES ?? (IS_CAMPAIGN ? 1_000_000 : 600));
/** Every so many bytes of the recorded session it is split. */
const SPLIT_STEP = IS_CAMPAIGN ? 1 : 397;
const SEED = Number(process.env.TRADEWIND_FUZZ_SEED ?? 20_261_121);
const FRAMES_PER_SESSION = 100;
const SESSIONS_PER_CHECK = IS_CAMPAIGN ? 100 : 5;
const HEALTHY_ID = 1;
/** Order numbers begin anew with each client id; the gateway knows 10,000 of them. */
const CLIENT_COUNT = 9_000;
const SETTLING_MS = 5 * 60_000;
/** Caches fill up: histories, expiring contracts, ended orders. What a session leaves behind would be far more. */
const HEAP_GROWTH_BYTES_MAX = 48 * 1_048_576;

const CANCEL = { manualCancelOrderTime: '', extOperator: '', manualOrderIndicator: undefined };

const greeting = (version: number) => Buffer.concat([Buffer.from('API\0'), frameOfText(`v100..${version}`)]);
const start = (version: number, clientId: number) =>
  encodeRequest({ kind: 'startApi', clientId, optionalCapabilities: '' }, version);

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test(`${FRAME_COUNT} spoilt frames: no handler fails, nothing stays behind, and another session goes on`, async () => {
  const fuzz = await startFuzzGateway();
  const { gateway, port, failures, counts } = fuzz;
  const { clock, feed } = gateway.world;
  const key = streamKey(SEED, 'gateway-fuzz');
  const samples = spokenVersions.map((version) => ({ version, requests: sampleRequests(version) }));
  const codes = new Map<number, number>();
  const heaps: number[] = [];

  const healthy = await RawClient.started(port, 0);
  const line = { genericTickList: '', snapshot: false, regulatorySnapshot: false, options: '' };
  healthy.ask({ kind: 'reqMktData', reqId: HEALTHY_ID, contract: stock, ...line });
  await healthy.settled();
  const before = { watched: feed.watchedCount, timers: clock.timerCount };

  for (let frame = 0, session = 0; frame < FRAME_COUNT; session++) {
    const clientId = 1 + (session % CLIENT_COUNT);
    const dice = new Dice(streamKey(SEED, 'session'), session);
    const { version, requests } = dice.of(samples);
    const client = new MisbehavingClient(port, codes);
    const greetingFrame = greeting(version);
    // A few begin badly.
    if (dice.below(50) === 0) greetingFrame[dice.below(greetingFrame.length)]! ^= 1 << dice.below(8);
    const frames: Uint8Array[] = [greetingFrame];
    if (dice.below(50) > 0) frames.push(start(version, clientId));
    for (let i = 0; i < FRAMES_PER_SESSION && frame < FRAME_COUNT; i++, frame++) {
      const own = new Dice(key, frame);
      const request = own.of(requests);
      const numbered = request.kind === 'placeOrder' ? { ...request, orderId: 100 + i } : request;
      const bytes = encodeRequest(numbered, version);
      // Some stay good, so that the others have something to go wrong with.
      frames.push(own.below(10) === 0 ? bytes : mutated(bytes, own));
    }
    await client.send(Buffer.concat(frames));
    clock.advance(250);
    await client.leave();
    if (client.unreadable !== undefined)
      expect.fail(`session ${session} of seed ${SEED}: ${client.unreadable}`);

    if (session % SESSIONS_PER_CHECK === SESSIONS_PER_CHECK - 1) {
      const errors = healthy.errors();
      const ticks = healthy.messages.filter((each) => 'reqId' in each && each.reqId === HEALTHY_ID);
      expect({ session, errors, hasTicks: ticks.length > 0 }).toEqual({
        session,
        errors: [],
        hasTicks: true,
      });
      healthy.ask({ kind: 'reqContractDetails', reqId: 2, contract: stock });
      healthy.ask({ kind: 'reqGlobalCancel', ...CANCEL });
      await healthy.settled();
      expect(healthy.messages.filter(({ kind }) => kind === 'contractDetails')).toHaveLength(1);
      healthy.messages.length = 0;
      const step = Math.floor(FRAME_COUNT / 10);
      if (IS_CAMPAIGN && Math.floor(frame / step) > heaps.length) {
        heaps.push(heapBytes());
        const heapMb = Math.round(heaps.at(-1)! / 1e6);
        const figures = { frame, ...counts, heapMb, timers: clock.timerCount, watched: feed.watchedCount };
        process.stderr.write(`${JSON.stringify(figures)}\n`);
      }
    }
  }
  // Orders live on after the sessions that placed them; the broker stops watching their markets a while later.
  healthy.ask({ kind: 'reqGlobalCancel', ...CANCEL });
  await healthy.settled();
  clock.advance(SETTLING_MS);
  await healthy.settled();
  expect([...failures]).toEqual([]);
  expect(gateway.sessions.all).toHaveLength(1);
  expect({ watched: feed.watchedCount, timers: clock.timerCount }).toEqual(before);
  // Neither all of them were refused, nor none.
  expect(counts.requests).toBeGreaterThan(FRAME_COUNT / 5);
  expect(counts.unreadable).toBeGreaterThan(FRAME_COUNT / 5);
  if (heaps.length > 3) expect(heaps.at(-1)! - heaps[2]!).toBeLessThan(HEAP_GROWTH_BYTES_MAX);
  healthy.close();
  await gateway.close();
});

test('a recorded session is understood the same wherever it is split, and in small pieces', async () => {
  const fuzz = await startFuzzGateway();
  const requests = recordedSession(193);
  const kinds = requests.map(({ kind }) => kind);
  const bytes = Buffer.concat([greeting(193), ...requests.map((request) => encodeRequest(request, 193))]);
  const codes = new Map<number, number>();
  const understood = async (pieces: readonly Uint8Array[]) => {
    const heard: unknown[] = [];
    fuzz.onRequest = (_, kind) => void heard.push(kind);
    const client = new MisbehavingClient(fuzz.port, codes);
    for (const piece of pieces) await client.send(piece);
    await client.leave();
    return heard;
  };
  for (let at = 0; at <= bytes.length; at += SPLIT_STEP) {
    const heard = await understood([bytes.subarray(0, at), bytes.subarray(at)]);
    if (heard.length !== kinds.length) expect(heard, `split at ${at}`).toEqual(kinds);
    expect(heard).toEqual(kinds);
  }
  const step = IS_CAMPAIGN ? 1 : 41;
  const pieces = Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
    bytes.subarray(index * step, (index + 1) * step),
  );
  expect(await understood(pieces)).toEqual(kinds);
  expect(fuzz.counts.unreadable).toBe(0);
  expect([...fuzz.failures]).toEqual([]);
  await fuzz.gateway.close();
});
