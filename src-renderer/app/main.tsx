import './no-eval.ts';
import '@mantine/core/styles.layer.css';
import 'dockview-react/dist/styles/dockview.css';
import '../theme/theme.css';
import '../theme/base.css';
import '../theme/dockview.css';
import { createRoot } from 'react-dom/client';
import { runCommand } from '../commands/registry.ts';
import { reportFault } from '../ipc/report-fault.ts';
import { receivePorts } from '../ipc/ports.ts';
import { loadFrom, startFeeds } from '../stores/feeds.ts';
import { notify } from '../stores/notices.ts';
import { App } from './App.tsx';
import { applyLastLook } from './theme.ts';

applyLastLook();
window.addEventListener('unhandledrejection', (event) => {
  reportFault('not handled', event.reason);
  notify('error', 'Something failed inside Tradewind.', { detail: String(event.reason) });
});

// A file dropped beside the Library must not take the window away.
for (const kind of ['dragover', 'drop'] as const)
  window.addEventListener(kind, (event) => event.preventDefault());

const mainReady = new Promise<void>((resolve) => {
  receivePorts((service) => {
    void loadFrom(service);
    if (service === 'main') resolve();
  });
});
startFeeds(runCommand);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
createRoot(root).render(<App mainReady={mainReady} />);
