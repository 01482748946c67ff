import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { showHotkey } from '../commands/command.ts';
import { findCommand, runCommand, useCommandEnabled } from '../commands/registry.ts';

const IS_MAC = navigator.userAgent.includes('Mac OS');

export function hotkeyText(hotkey: string): string {
  return showHotkey(hotkey, IS_MAC);
}

/** A button that runs a command: same name, same hotkey, same rule of when it can be pressed. */
export function CommandButton({
  id,
  children,
  ...button
}: { id: string; children?: ReactNode } & ButtonProps) {
  const command = findCommand(id);
  const enabled = useCommandEnabled(id);
  if (command === undefined) return null;
  const hint =
    command.hotkey === undefined ? command.title : `${command.title} (${hotkeyText(command.hotkey)})`;
  return (
    <Tooltip label={hint}>
      <Button disabled={!enabled} onClick={() => runCommand(id)} {...button}>
        {children ?? command.title}
      </Button>
    </Tooltip>
  );
}
