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
 * Orders at the broker go on without the program, unwatched. Leaving them asks; the machine does not fall asleep by itself
 * while any work; and who puts it to sleep, which no program can forbid, is told at its waking.
 */
export function guardWorkingOrders(desktop: Pick<Desktop, 'confirm'>, log: Logger): WorkingOrdersGuard {
  let working = 0;
  let blocker: number | null = null;
  let hasAgreed = false;
  let isAsking = false;
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
    isAsking = true;
    const agreed = await desktop.confirm({
      title: 'Orders are working',
      message: `${working === 1 ? 'One order is' : `${working} orders are`} still working at the broker.`,
      detail:
        'Quitting leaves them there: they may fill, and nobody watches. Cancel them first if you do not want that.',
      agree: 'Quit and leave them',
    });
    isAsking = false;
    if (!agreed || window.isDestroyed()) return;
    hasAgreed = true;
    log.warn({ working }, 'the user quits with working orders');
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
    },
    watch(window) {
      window.on('close', (event) => {
        if (working === 0 || hasAgreed) return;
        event.preventDefault();
        if (!isAsking) void ask(window);
      });
    },
  };
}
