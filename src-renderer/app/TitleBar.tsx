import { Search } from 'lucide-react';
import { WORKSPACES } from '#shared/model/workspace.ts';
import { findCommand, runCommand } from '../commands/registry.ts';
import { hotkeyText } from '../components/CommandButton.tsx';
import { useWorkspace, WORKSPACE_TITLES } from '../stores/workspace.ts';
import { Clock } from './Clock.tsx';
import { ProfileBadge } from './ProfileBadge.tsx';
import styles from './app.module.css';

export function TitleBar() {
  const current = useWorkspace((state) => state.current);
  return (
    <header className={styles['titleBar']}>
      <span className={styles['name']}>Tradewind</span>
      <nav aria-label="Workspaces" className={styles['workspaces']}>
        {WORKSPACES.map((id) => (
          <button
            key={id}
            type="button"
            aria-current={id === current ? 'page' : undefined}
            title={`${WORKSPACE_TITLES[id]} (${hotkeyText(findCommand(`workspace.${id}`)?.hotkey ?? '')})`}
            onClick={() => runCommand(`workspace.${id}`)}
          >
            {WORKSPACE_TITLES[id]}
          </button>
        ))}
      </nav>
      <button type="button" className={styles['search']} onClick={() => runCommand('palette.open')}>
        <Search size={12} aria-hidden />
        <span>Search commands, runs and symbols</span>
        <kbd>{hotkeyText('mod+k')}</kbd>
      </button>
      <ProfileBadge />
      <Clock />
    </header>
  );
}
