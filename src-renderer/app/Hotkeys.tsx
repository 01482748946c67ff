import { useHotkeys } from 'react-hotkeys-hook';
import type { Command } from '../commands/command.ts';
import { commands, runCommand } from '../commands/registry.ts';

/** Every command's hotkey, everywhere in the window, fields included. */
export function Hotkeys() {
  return commands
    .filter((command) => command.hotkey !== undefined)
    .map((command) => <Hotkey key={command.id} command={command} />);
}

function Hotkey({ command }: { command: Command }) {
  useHotkeys(command.hotkey ?? '', () => runCommand(command.id), {
    enableOnFormTags: command.isPlainKey !== true,
    enableOnContentEditable: command.isPlainKey !== true,
    preventDefault: true,
  });
  return null;
}
