import { totalmem } from 'node:os';
import { app } from 'electron';
import type { AppInfo } from '#shared/ipc/contract.ts';
import type { ProcessState } from '../processes/supervisor.ts';

export interface DiagnosticsSource {
  readonly info: AppInfo;
  readonly research: ProcessState;
  readonly notices: readonly string[];
  readonly recentLines: readonly string[];
}

const MEBIBYTE = 2 ** 20;

/** Diagnostics of this installation as text, for support. It names folders, never their content. */
export function describeInstallation({ info, research, notices, recentLines }: DiagnosticsSource): string {
  const processes = app
    .getAppMetrics()
    .map(
      ({ type, name, pid, memory }) =>
        `  ${name ?? type} (${pid}): ${Math.round(memory.workingSetSize / 1024)} MB`,
    );
  return [
    `Tradewind ${info.version} (code ${info.codeVersion})`,
    `Electron ${info.electron}, Chromium ${info.chrome}, Node ${info.node}, SQLite ${info.sqlite}`,
    `System: ${info.platform}, ${Math.round(totalmem() / MEBIBYTE)} MB`,
    `Data: ${info.dataDirectory}`,
    `Logs: ${info.logDirectory}`,
    `Research: ${research.state}${research.detail === null ? '' : ` - ${research.detail}`}`,
    ...notices.map((notice) => `Notice: ${notice}`),
    'Processes:',
    ...processes,
    `Last ${recentLines.length} log lines:`,
    ...recentLines,
  ].join('\n');
}
