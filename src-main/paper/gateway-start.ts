import type { GatewayStart } from '#shared/model/paper-gateway.ts';
import { APP_PORT } from '#shared/model/paper-gateway.ts';
import type { PaperGatewaySettings } from '#shared/model/settings.ts';
import { paperStatePath } from './state-path.ts';

/** What the app's gateway is started with. A replay keeps nothing: it plays the same days at every start. */
export function gatewayStart(
  directory: { readonly paper: string; readonly researchDb: string },
  settings: PaperGatewaySettings,
): GatewayStart {
  const { replay: series, replayFrom: from, ...rest } = settings;
  const common = { ...rest, port: APP_PORT, cadence: 'tws', faults: '' } as const;
  if (series === null) return { ...common, replay: null, statePath: paperStatePath(directory, settings) };
  const { researchDb } = directory;
  // What is replayed has its own hours and its own story.
  return {
    ...{ ...common, alwaysOpen: false, scenario: 'normal', statePath: null },
    replay: { series, from, researchDb },
  };
}
