import { type DockviewApi, DockviewReact, type DockviewReadyEvent, type DockviewTheme } from 'dockview-react';
import { useEffect, useRef } from 'react';
import type { WorkspaceId } from '#shared/model/workspace.ts';
import { reportFault } from '../ipc/report-fault.ts';
import { main } from '../ipc/services.ts';
import { markNoticesSeen, notify, notifyProblem } from '../stores/notices.ts';
import { changeSettings } from '../stores/settings.ts';
import { firstWorkspace, type PanelId, useWorkspace, WORKSPACE_TITLES } from '../stores/workspace.ts';
import { dockPanels } from './panels.tsx';
import { addPanel, buildDefaultLayout, parseLayout } from './workspace-layout.ts';
import styles from './app.module.css';

const SAVE_AFTER_MS = 250;

const theme: DockviewTheme = {
  name: 'tradewind',
  className: 'tradewind-dock',
  gap: 1,
  dndTabIndicator: 'line',
  tabAnimation: 'default',
};

export type SavedLayouts = Readonly<Record<WorkspaceId, string | null>>;

/** The panels of one workspace, docked. A layout is saved as soon as it changes and is there again at the next start. */
export function Workspace({ savedLayouts }: { savedLayouts: SavedLayouts }) {
  const saver = useRef<LayoutSaver | null>(null);
  useEffect(() => {
    const flush = () => saver.current?.flush();
    // The window is hidden before it is closed; beforeunload covers a reload.
    window.addEventListener('beforeunload', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      window.removeEventListener('beforeunload', flush);
      document.removeEventListener('visibilitychange', flush);
      saver.current?.flush();
      saver.current?.stop();
    };
  }, []);

  function onReady({ api }: DockviewReadyEvent): void {
    const layouts: Record<WorkspaceId, string | null> = { ...savedLayouts };
    const show = (current: WorkspaceId) => {
      useWorkspace.setState({ current });
      restore(api, current, layouts[current]);
      saver.current = saveLayouts(api, current);
    };
    show(firstWorkspace());
    useWorkspace.setState({
      openWorkspace(id) {
        const { current } = useWorkspace.getState();
        if (id === current) return;
        saver.current?.flush();
        saver.current?.stop();
        layouts[current] = JSON.stringify(api.toJSON());
        show(id);
        void changeSettings({ workspace: id });
      },
      showPanel: (id, options) => showPanel(api, id, options?.focus ?? true),
      resetLayout() {
        const { current } = useWorkspace.getState();
        buildDefaultLayout(api, current);
        notify('info', `The panels of ${WORKSPACE_TITLES[current]} are back where they were at first.`);
      },
    });
    api.onDidActivePanelChange(({ panel }) => {
      if (panel?.id === 'log') markNoticesSeen();
    });
  }

  return (
    <DockviewReact
      className={styles['dock'] ?? ''}
      components={dockPanels}
      theme={theme}
      onReady={onReady}
      disableFloatingGroups={false}
      floatingGroupBounds="boundedWithinViewport"
    />
  );
}

function restore(api: DockviewApi, workspace: WorkspaceId, saved: string | null): void {
  if (saved === null) {
    buildDefaultLayout(api, workspace);
    return;
  }
  const layout = parseLayout(saved);
  if (layout !== null) {
    try {
      api.fromJSON(layout);
      if (api.panels.length > 0) return;
    } catch (thrown) {
      reportFault('the saved layout does not fit', thrown); // told to the user below, as any other broken layout
    }
  }
  buildDefaultLayout(api, workspace);
  notify('warning', 'The saved layout could not be used; the panels are where they were at first.', {
    detail: 'It was damaged or belongs to another version. Your data is not touched.',
  });
}

function showPanel(api: DockviewApi, id: PanelId, focus: boolean): void {
  if (api.getPanel(id) === undefined) addPanel(api, useWorkspace.getState().current, id);
  const panel = api.getPanel(id);
  if (panel === undefined) return;
  panel.api.setActive();
  if (!focus) return;
  // The content is in the document only after dockview has drawn the tab.
  requestAnimationFrame(() => {
    const content = panel.view.content.element.querySelector<HTMLElement>('[data-panel]');
    const first =
      content?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      content?.querySelector<HTMLElement>('[role="grid"]') ??
      content?.querySelector<HTMLElement>('input, button');
    if (content?.contains(document.activeElement) === false) (first ?? content).focus();
  });
}

interface LayoutSaver {
  flush(): void;
  stop(): void;
}

function saveLayouts(api: DockviewApi, workspace: WorkspaceId): LayoutSaver {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let saved = JSON.stringify(api.toJSON());
  let hasFailed = false;

  async function save(): Promise<void> {
    timer = null;
    const layout = JSON.stringify(api.toJSON());
    if (layout === saved) return;
    saved = layout;
    const result = await main.invoke('workspace.save', { workspace, layout });
    // Once is enough: dragging a splitter would say it many times.
    if (!result.ok && !hasFailed) notifyProblem(result.error, 'save the layout');
    hasFailed = !result.ok;
  }

  const subscription = api.onDidLayoutChange(() => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void save(), SAVE_AFTER_MS);
  });
  return {
    flush() {
      if (timer === null) return;
      clearTimeout(timer);
      void save();
    },
    stop() {
      subscription.dispose();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
