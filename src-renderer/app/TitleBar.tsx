import { Search } from 'lucide-react';
import { runCommand } from '../commands/registry.ts';
import { hotkeyText } from '../components/CommandButton.tsx';
import { Clock } from './Clock.tsx';
import { ProfileBadge } from './ProfileBadge.tsx';
import styles from './app.module.css';

export function TitleBar() {
  return (
    <header className={styles['titleBar']}>
      <span className={styles['name']}>Tradewind</span>
      <nav aria-label="Workspaces" className={styles['workspaces']}>
        <span aria-current="page">Research</span>
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
