import { MantineProvider } from '@mantine/core';
import { useEffect, useState } from 'react';
import { ImportDialog } from '../panels/library/ImportDialog.tsx';
import { main } from '../ipc/services.ts';
import { notifyProblem } from '../stores/notices.ts';
import { isLive, useBroker } from '../stores/broker.ts';
import { settingsAnswered, useSettings } from '../stores/settings.ts';
import { cssVariablesResolver, mantineTheme } from '../theme/mantine-theme.ts';
import { Dialogs } from './Dialogs.tsx';
import { FirstStart } from './FirstStart.tsx';
import { Hotkeys } from './Hotkeys.tsx';
import { Palette } from './Palette.tsx';
import { StatusBar } from './StatusBar.tsx';
import { applyLook, useLook } from './theme.ts';
import { TitleBar } from './TitleBar.tsx';
import { Toasts } from './Toasts.tsx';
import { type SavedLayouts, Workspace } from './Workspace.tsx';
import styles from './app.module.css';

export function App({ mainReady }: { mainReady: Promise<void> }) {
  const look = useLook();
  const settings = useSettings();
  applyLook(look, settings);
  const layouts = useSavedLayouts(mainReady);
  const isLiveNow = useBroker((state) => isLive(state.status));
  return (
    <MantineProvider
      theme={mantineTheme}
      cssVariablesResolver={cssVariablesResolver}
      forceColorScheme={look.theme}
    >
      <div className={styles['window']} data-live={isLiveNow || undefined}>
        <TitleBar />
        <main className={styles['workspace']}>
          {layouts !== null && <Workspace savedLayouts={layouts} />}
        </main>
        <StatusBar />
      </div>
      <Palette />
      <Dialogs />
      <ImportDialog />
      <FirstStart />
      <Hotkeys />
      <Toasts theme={look.theme} />
    </MantineProvider>
  );
}

const NONE_SAVED: SavedLayouts = { trading: null, research: null, risk: null, monitoring: null };

/** Null until they and the settings are known, so that the panels do not jump from the first layout to the saved one. */
function useSavedLayouts(mainReady: Promise<void>): SavedLayouts | null {
  const [layouts, setLayouts] = useState<SavedLayouts | null>(null);
  useEffect(() => {
    let isStale = false;
    void mainReady
      .then(() => Promise.all([main.invoke('workspace.load', {}), settingsAnswered()]))
      .then(([result]) => {
        if (isStale) return;
        if (!result.ok) notifyProblem(result.error, 'read the saved layouts; the first ones are shown');
        setLayouts(result.ok ? result.value.layouts : NONE_SAVED);
      });
    return () => {
      isStale = true;
    };
  }, [mainReady]);
  return layouts;
}
