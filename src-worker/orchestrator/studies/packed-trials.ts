import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { z } from 'zod';
import { STUDY_TRIALS_MAX, studyTrialSchema, type StudyTrial } from '#shared/model/study-run.ts';

const deflated = promisify(deflate);
const inflated = promisify(inflate);
const trialsSchema = z.array(studyTrialSchema).max(STUDY_TRIALS_MAX);
/** Of any study that there can be; what claims to be more is not unpacked. */
const BYTES_MAX = 256 * 1024 ** 2;

/** Trials as they are stored: JSON, deflated on another thread. */
export function packTrials(trials: readonly StudyTrial[]): Promise<Uint8Array> {
  return deflated(JSON.stringify(trials), { level: 1 });
}

/** Rejects when the bytes are not what `packTrials` made. */
export async function unpackTrials(bytes: Uint8Array): Promise<readonly StudyTrial[]> {
  const text = await inflated(bytes, { maxOutputLength: BYTES_MAX });
  return trialsSchema.parse(JSON.parse(text.toString('utf8')));
}
