import cliProgress from 'cli-progress';
import type { CommandHost } from './command-host.ts';

export interface ProgressBar {
  show(done: number, total: number): void;
  stop(): void;
}

/** A bar on standard error; nothing where that is not a terminal. */
export function progressBar(unit: string, host: CommandHost): ProgressBar {
  if (!host.canDraw) return { show: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar(
    {
      format: `${unit} {bar} {percentage} %  {value} of {total}  {duration_formatted} elapsed, {eta_formatted} left`,
      clearOnComplete: true,
      hideCursor: true,
    },
    cliProgress.Presets.shades_classic,
  );
  let hasStarted = false;
  return {
    show(done, total) {
      if (!hasStarted) bar.start(total, done);
      else bar.update(done);
      hasStarted = true;
    },
    stop() {
      if (hasStarted) bar.stop();
    },
  };
}
