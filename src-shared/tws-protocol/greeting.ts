import { err, ok, type Result } from '#shared/kernel/result.ts';
import { frameOfFields, frameOfText } from './frame-encoder.ts';
import { NEWEST_VERSION, OLDEST_VERSION } from './server-version.ts';
import { readUtf8, utf8Bytes } from './utf8.ts';

/** Comes before a client's first frame; a `FrameDecoder` takes it as its prefix. */
export const CLIENT_PREFIX = 'API\0';
/** Ample for `v100..193` with connect options behind it. */
export const GREETING_BYTES_MAX = 1_024;

export interface ClientGreeting {
  readonly versionMin: number;
  readonly versionMax: number;
  readonly connectOptions: string;
}

export interface ServerGreeting {
  readonly serverVersion: number;
  /** `20261121 08:14:57 UTC` */
  readonly connectionTime: string;
}

export type GreetingFault =
  | { readonly kind: 'malformedGreeting'; readonly text: string }
  | { readonly kind: 'versionNotSpoken'; readonly versionMin: number; readonly versionMax: number };

/** The payload of a client's first frame: `v100..193`, or `v193`, then perhaps a space and options. */
export function parseClientGreeting(payload: Uint8Array): Result<ClientGreeting, GreetingFault> {
  const text = readUtf8(payload);
  const found = text.ok ? /^v(\d{1,6})(?:\.\.(\d{1,6}))?(?: (.*))?$/s.exec(text.value) : null;
  if (found === null) return err({ kind: 'malformedGreeting', text: text.ok ? text.value.slice(0, 40) : '' });
  const versionMin = Number(found[1]);
  const versionMax = Number(found[2] ?? found[1]);
  return ok({ versionMin, versionMax, connectOptions: found[3] ?? '' });
}

/**
 * The version both sides speak: the client's newest, capped at ours. 187 to 189 fall back to 186, because clients disagree
 * about the RFQ fields of that window.
 */
export function negotiateVersion({ versionMin, versionMax }: ClientGreeting): Result<number, GreetingFault> {
  const capped = Math.min(versionMax, NEWEST_VERSION);
  const version = capped >= 187 && capped <= 189 ? 186 : capped;
  if (version < OLDEST_VERSION || version < versionMin) {
    return err({ kind: 'versionNotSpoken', versionMin, versionMax });
  }
  return ok(version);
}

export function encodeClientGreeting(greeting: ClientGreeting): Uint8Array {
  const { versionMin, versionMax, connectOptions } = greeting;
  const options = connectOptions === '' ? '' : ` ${connectOptions}`;
  const frame = frameOfText(`v${versionMin}..${versionMax}${options}`);
  const prefix = utf8Bytes(CLIENT_PREFIX);
  const bytes = new Uint8Array(prefix.length + frame.length);
  bytes.set(prefix);
  bytes.set(frame, prefix.length);
  return bytes;
}

/** The only frame without a message id. */
export function encodeServerGreeting({ serverVersion, connectionTime }: ServerGreeting): Uint8Array {
  return frameOfFields([String(serverVersion), connectionTime]);
}

export function parseServerGreeting(payload: Uint8Array): Result<ServerGreeting, GreetingFault> {
  const text = readUtf8(payload);
  const found = text.ok ? /^(\d{1,6})\0([^\0]*)\0$/.exec(text.value) : null;
  if (found === null) return err({ kind: 'malformedGreeting', text: text.ok ? text.value.slice(0, 40) : '' });
  return ok({ serverVersion: Number(found[1]), connectionTime: found[2]! });
}
