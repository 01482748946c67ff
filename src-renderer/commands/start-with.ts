import type { StartWith } from '#shared/model/settings.ts';
import { usePaperGateway } from '../stores/paper-gateway.ts';
import { changeSettings, useSettings } from '../stores/settings.ts';
import { startPaperGateway } from './paper-gateway.ts';

/** Keeps the choice; whoever practises gets the gateway at once, and at every start from then on. */
export async function chooseStartWith(
  startWith: StartWith,
  twsAddress = useSettings.getState().twsAddress,
): Promise<void> {
  await changeSettings({ startWith, twsAddress });
  const isKept = useSettings.getState().startWith === startWith;
  if (!isKept || startWith !== 'practise') return;
  if (usePaperGateway.getState().status?.process.state === 'stopped') await startPaperGateway();
}
