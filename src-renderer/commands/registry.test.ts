import { describe, expect, test } from 'vitest';
import { useNotices } from '../stores/notices.ts';
import { showHotkey } from './command.ts';
import { commands, findCommand, runCommand } from './registry.ts';

describe('commands', () => {
  test('have ids and hotkeys of their own', () => {
    expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length);
    const hotkeys = commands.flatMap((command) => command.hotkey ?? []);
    expect(new Set(hotkeys).size).toBe(hotkeys.length);
  });

  test.each([
    'app.about',
    'app.settings',
    'library.import',
    'backtest.run',
    'palette.open',
    'view.zoomIn',
    'view.zoomOut',
    'view.zoomReset',
    'workspace.reset',
    'workspace.trading',
    'workspace.research',
    'app.licences',
    'app.copyDiagnostics',
  ])('include %s, which the native menu names', (id) => {
    expect(findCommand(id)).toBeDefined();
  });

  test('that have nothing to work on say so instead of failing', () => {
    runCommand('runs.compare');
    expect(useNotices.getState().notices[0]).toMatchObject({ level: 'info' });
    runCommand('no.such.command');
    expect(useNotices.getState().notices[0]).toMatchObject({ level: 'error' });
  });

  test('show their hotkeys as keyboards name them', () => {
    expect(showHotkey('mod+shift+e')).toBe('Ctrl+Shift+E');
    expect(showHotkey('mod+equal')).toBe('Ctrl++');
    expect(showHotkey('f5')).toBe('F5');
    expect(showHotkey('mod+shift+e', true)).toBe('⌘⇧E');
  });
});
