import { app, Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * The application menu. Items name commands of the window, which does the work; keys are shown here and heard there, so
 * that a key never acts twice.
 */
export function setMenu(
  runCommand: (commandId: string) => void,
  isDevelopment: boolean,
  /** In main itself: it works with a window that hangs. */
  killSwitch: { readonly key: string; readonly halt: () => void; readonly resume: () => void },
): void {
  const item = (label: string, commandId: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => {
      runCommand(commandId);
    },
    ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const isMac = process.platform === 'darwin';

  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [macMenu(item)] : []),
    {
      label: '&File',
      submenu: [
        item('&Import bars...', 'library.import', 'CmdOrCtrl+I'),
        separator,
        item('&Settings...', 'app.settings', 'CmdOrCtrl+,'),
        item('Open the &data folder', 'app.openFolder.data'),
        separator,
        isMac ? { role: 'close' } : { role: 'quit', label: '&Quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&Trade',
      submenu: [
        {
          label: '&Halt trading and cancel all orders',
          accelerator: killSwitch.key,
          // The global hotkey hears it, with another program in front too.
          registerAccelerator: false,
          click: () => {
            killSwitch.halt();
          },
        },
        {
          label: '&Resume trading...',
          click: () => {
            killSwitch.resume();
          },
        },
      ],
    },
    {
      label: '&Backtest',
      submenu: [item('&Run', 'backtest.run', 'F5'), item('&Cancel', 'backtest.cancel')],
    },
    {
      label: '&View',
      submenu: [
        item('&All commands...', 'palette.open', 'CmdOrCtrl+K'),
        separator,
        item('&Trading', 'workspace.trading', 'CmdOrCtrl+1'),
        item('&Research', 'workspace.research', 'CmdOrCtrl+2'),
        item('Ris&k', 'workspace.risk', 'CmdOrCtrl+3'),
        item('&Monitoring', 'workspace.monitoring', 'CmdOrCtrl+4'),
        separator,
        item('&Paper gateway', 'panel.paper-gateway', 'Alt+9'),
        item('&Connection', 'panel.connection', 'Alt+0'),
        separator,
        item('Zoom &in', 'view.zoomIn', 'CmdOrCtrl+='),
        item('Zoom &out', 'view.zoomOut', 'CmdOrCtrl+-'),
        item('Zoom to 100 %', 'view.zoomReset', 'CmdOrCtrl+0'),
        separator,
        item('&Switch theme', 'view.toggleTheme'),
        item('&Reset the layout', 'workspace.reset'),
        separator,
        { role: 'togglefullscreen' },
        ...(isDevelopment
          ? [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }]
          : []),
      ],
    },
    {
      role: 'help',
      label: '&Help',
      submenu: [
        item('&Licences', 'app.licences'),
        item('Open the &log folder', 'app.openFolder.logs'),
        item('&Copy diagnostics', 'app.copyDiagnostics'),
        separator,
        item('&About Tradewind...', 'app.about'),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function macMenu(
  item: (label: string, commandId: string) => MenuItemConstructorOptions,
): MenuItemConstructorOptions {
  return {
    label: app.name,
    submenu: [
      item('About Tradewind', 'app.about'),
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}
