import { app, powerMonitor, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Desktop } from '../ports/desktop.ts';

export interface WorkingOrdersGuard {
  /** How many orders could still trade. */
  working(count: number): void;
  /** Closing this window, and quitting with it, asks while orders work. */
  watch(window: BrowserWindow): void;
}

/**
 * Working orders go on at the broker without the program. Quitting with any asks first; the machine does not go to sleep by
 * itself while there are any; and a user who puts it to sleep, which no program can forbid, is told when it wakes.
 */
export function guardWorkingOrders(desktop: Pick<Desktop, 'confirm'>, log: Logger): WorkingOrdersGuard {
  let working = 0;
  let blocker: number | null = null;
  let hasAgreed = false;
  /** While the dialog is open; aborted when the last order ends, as there is nothing to ask any more. */
  let question: AbortController | null = null;
  let sleptWith = 0;
  powerMonitor.on('suspend', () => {
    sleptWith = working;
    if (working > 0) log.warn({ working }, 'the machine goes to sleep with working orders');
  });
  powerMonitor.on('resume', () => {
    if (sleptWith === 0) return;
    void desktop.confirm({
      title: 'Orders worked while the machine slept',
      message: `${sleptWith} orders were working when the machine went to sleep.`,
      detail:
        'Nobody watched them. They are compared with the broker as soon as it is connected; look at the blotter.',
      agree: 'Look at it',
    });
    sleptWith = 0;
  });

  async function ask(window: BrowserWindow): Promise<void> {
    const { signal } = (question = new AbortController());
    log.info({ working }, 'orders are working: asks before the window is closed');
    const agreed = await desktop
      .confirm({
        title: 'Orders are working',
        message: `${working === 1 ? 'One order is' : `${working} orders are`} still working at the broker.`,
        detail:
          'Quitting leaves them there: they may fill, and nobody watches. Cancel them first if you do not want that.',
        agree: 'Quit and leave them',
        signal,
      })
      .finally(() => {
        question = null;
      });
    if (!agreed && !signal.aborted) {
      log.info({ working }, 'the user stays with the working orders');
      return;
    }
    if (window.isDestroyed()) return;
    // Others may have begun to work since the last one ended: closing asks again then.
    hasAgreed = agreed;
    log.warn({ working }, agreed ? 'the user quits with working orders' : 'no order works any more: quits');
    app.quit();
  }

  return {
    working(count) {
      working = count;
      if (count > 0 && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
      if (count === 0 && blocker !== null) {
        powerSaveBlocker.stop(blocker);
        blocker = null;
      }
      if (count === 0) question?.abort();
    },
    watch(window) {
      window.on('close', (event) => {
        if (working === 0) return;
        if (hasAgreed) {
          // For this once: if something else keeps the window open, closing it later asks again.
          hasAgreed = false;
          return;
        }
        event.preventDefault();
        if (question === null) void ask(window);
      });
    },
  };
}
