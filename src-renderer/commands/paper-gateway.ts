import type { Scenario } from '#shared/model/market-scenario.ts';
import type { GatewayAccountStatus } from '#shared/model/paper-gateway.ts';
import type { PaperGatewaySettings } from '#shared/model/settings.ts';
import { main } from '../ipc/services.ts';
import { ownPracticeClientId, useBroker } from '../stores/broker.ts';
import { ask } from '../stores/dialogs.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { usePaperGateway } from '../stores/paper-gateway.ts';
import { changeSettings, useSettings } from '../stores/settings.ts';
import type { Command } from './command.ts';

const processState = () => usePaperGateway.getState().status?.process.state;

export const paperGatewayCommands: readonly Command[] = [
  {
    id: 'paper.start',
    title: 'Start the paper gateway',
    group: 'Paper gateway',
    enabled: () => processState() === 'stopped' || processState() === 'down',
    run: startPaperGateway,
  },
  {
    id: 'paper.stop',
    title: 'Stop the paper gateway',
    group: 'Paper gateway',
    enabled: () => ['starting', 'ready', 'restarting'].includes(processState() ?? ''),
    run: stopPaperGateway,
  },
];

async function startPaperGateway(): Promise<void> {
  const result = await main.invoke('paper.start', {});
  if (!result.ok) notifyProblem(result.error, 'start the paper gateway');
}

/** Asks first when that ends the session of another program. */
async function stopPaperGateway(): Promise<void> {
  const own = ownPracticeClientId(useBroker.getState());
  const sessions = usePaperGateway.getState().status?.gateway?.sessions ?? [];
  const count = sessions.filter(({ clientId }) => clientId !== own).length;
  if (count > 0) {
    const ended = counted(count, 'session');
    const yes = await ask({
      title: 'Stop the paper gateway?',
      text: `${ended} will end: the programs behind them lose their connection.`,
      confirm: `Stop and end ${ended}`,
    });
    if (!yes) return;
  }
  const result = await main.invoke('paper.stop', {});
  if (!result.ok) notifyProblem(result.error, 'stop the paper gateway');
}

/** While it runs at once; always for the next start. */
export async function setSpeed(speed: number): Promise<void> {
  if (processState() !== 'ready') return changeStart({ speed });
  const result = await main.invoke('paper.setSpeed', { speed });
  if (!result.ok) notifyProblem(result.error, 'set the speed');
}

export async function setScenario(scenario: Scenario): Promise<void> {
  if (processState() !== 'ready') return changeStart({ scenario });
  const result = await main.invoke('paper.setScenario', { scenario });
  if (!result.ok) notifyProblem(result.error, 'set the scenario');
}

/** For the next start. */
export function changeStart(changed: Partial<PaperGatewaySettings>): Promise<void> {
  return changeSettings({ paperGateway: { ...useSettings.getState().paperGateway, ...changed } });
}

/** Cash as on the first day and nothing else: what is lost by it is said first. */
export async function resetAccount(account: GatewayAccountStatus): Promise<void> {
  const { name, positionCount, orderCount } = account;
  const lost = [counted(positionCount, 'position'), counted(orderCount, 'working order')].join(' and ');
  const yes = await ask({
    title: `Reset ${name}?`,
    text: `${name} begins anew with 1,000,000 USD. Its ${lost}, its trades and its profit and loss are gone for good; orders are cancelled, and the programs connected are told.`,
    confirm: `Reset ${name}`,
  });
  if (!yes) return;
  const result = await main.invoke('paper.resetAccounts', { accounts: [name] });
  if (result.ok) notify('info', `${name} begins anew.`);
  else notifyProblem(result.error, `reset ${name}`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** @returns what is wrong with the text, null when the faults are set */
export async function setFaults(text: string): Promise<string | null> {
  const result = await main.invoke('paper.setFaults', { text });
  if (result.ok) {
    notify('info', text.trim() === '' ? 'The paper gateway has no faults.' : 'The faults are set.');
    return null;
  }
  if (result.error.kind === 'failed') return result.error.message;
  notifyProblem(result.error, 'set the faults');
  return null;
}
