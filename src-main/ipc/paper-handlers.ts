import type { mainRequests } from '#shared/ipc/contract.ts';
import type { IpcError, ServiceFailure } from '#shared/ipc/errors.ts';
import { failure } from '#shared/ipc/errors.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { PaperGatewaySettings } from '#shared/model/settings.ts';
import type { PaperGateway } from '../paper/paper-gateway.ts';
import { describe } from '../processes/supervisor.ts';
import type { SettingsService } from '../settings/settings.ts';

type PaperRequest = Extract<keyof typeof mainRequests, `paper.${string}`>;

/** What is changed while the gateway runs also holds for its next start: after a crash it comes back as it was. */
export function paperHandlers(
  paper: PaperGateway,
  settings: SettingsService,
): Pick<Handlers<typeof mainRequests>, PaperRequest> {
  function keep(changed: Partial<PaperGatewaySettings>): Result<Record<string, never>, ServiceFailure> {
    const kept = settings.change({ paperGateway: { ...settings.current.paperGateway, ...changed } });
    return kept.ok ? ok({}) : kept;
  }
  return {
    'paper.start'() {
      const started = paper.start();
      return started.ok ? ok({}) : started;
    },
    async 'paper.stop'() {
      await paper.stop();
      return ok({});
    },
    async 'paper.setSpeed'({ speed }) {
      const set = asAnswer(await paper.ask('gateway.setSpeed', { speed }));
      return set.ok ? keep({ speed }) : set;
    },
    async 'paper.setScenario'({ scenario }) {
      const set = asAnswer(await paper.ask('gateway.setScenario', { scenario }));
      return set.ok ? keep({ scenario }) : set;
    },
    async 'paper.setFaults'({ text }) {
      const set = asAnswer(await paper.ask('gateway.setFaults', { text }));
      return set.ok ? ok({}) : set;
    },
    async 'paper.resetAccounts'({ accounts }) {
      const reset = asAnswer(await paper.ask('gateway.resetAccounts', { accounts }));
      return reset.ok ? ok({}) : reset;
    },
    'paper.knownFaults': async () => asAnswer(await paper.ask('gateway.knownFaults', {})),
  };
}

/** The gateway's own words where it has any. Code of the rest: `paper-gateway-unreachable`. */
function asAnswer<T>(asked: Result<T, IpcError>): Result<T, ServiceFailure> {
  if (asked.ok || asked.error.kind === 'failed') return asked as Result<T, ServiceFailure>;
  return err(
    failure(
      'paper-gateway-unreachable',
      `The paper gateway does not answer (${describe(asked.error)}).`,
      'Try again in a moment.',
    ),
  );
}
