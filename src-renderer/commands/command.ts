/** Something the user can do. Palette, hotkeys, menus and buttons all call `run`. */
export interface Command {
  /** Stable: menus name commands by it. */
  readonly id: string;
  readonly title: string;
  readonly group:
    | 'Backtest'
    | 'Result'
    | 'Runs'
    | 'Studies'
    | 'Library'
    | 'Screen'
    | 'Paper gateway'
    | 'Connection'
    | 'Watchlist'
    | 'Trading'
    | 'Portfolio'
    | 'Go to'
    | 'View'
    | 'Application';
  /** As react-hotkeys-hook writes it: `mod+k`. */
  readonly hotkey?: string;
  /** A key that writes: it does nothing while something is being typed. */
  readonly isPlainKey?: boolean;
  readonly enabled: () => boolean;
  readonly run: () => void | Promise<void>;
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  equal: '+',
  minus: '\u2212',
  comma: ',',
  slash: '/',
};

/** `mod+shift+e` → `Ctrl+Shift+E`, on a Mac `⌘⇧E`. */
export function showHotkey(hotkey: string, isMac = false): string {
  const keys = hotkey.split('+');
  if (isMac) {
    const symbols: Readonly<Record<string, string>> = { mod: '⌘', ctrl: '⌃', alt: '⌥', shift: '⇧' };
    return keys.map((key) => symbols[key] ?? KEY_NAMES[key] ?? key.toUpperCase()).join('');
  }
  return keys.map((key) => KEY_NAMES[key] ?? key.toUpperCase()).join('+');
}
