import { Button, Modal } from '@mantine/core';
import { CommandButton } from '../components/CommandButton.tsx';
import { ErrorState, SkeletonRows } from '../components/states.tsx';
import { main } from '../ipc/services.ts';
import { useConnection } from '../stores/connection.ts';
import { openDialog, useDialogs } from '../stores/dialogs.ts';
import { useAsked } from '../stores/use-asked.ts';
import styles from './Dialogs.module.css';

const close = () => openDialog(null);

export function Dialogs() {
  const { open } = useDialogs();
  return (
    <>
      <QuestionDialog />
      <Modal
        opened={open === 'about'}
        onClose={close}
        title="About Tradewind"
        size={560}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <About />
      </Modal>
      <Modal
        opened={open === 'licences'}
        onClose={close}
        title="Licences of the software inside"
        size={800}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Licences />
      </Modal>
    </>
  );
}

/** Enter does what the button says, Esc does nothing. */
function QuestionDialog() {
  const question = useDialogs((state) => state.question);
  return (
    <Modal
      opened={question !== null}
      onClose={() => question?.answer(false)}
      title={question?.title}
      size={460}
      withCloseButton={false}
    >
      <p className={styles['text']}>{question?.text}</p>
      <div className={styles['buttons']}>
        <Button onClick={() => question?.answer(false)}>Cancel</Button>
        <Button variant="filled" color="loss" data-autofocus onClick={() => question?.answer(true)}>
          {question?.confirm}
        </Button>
      </div>
    </Modal>
  );
}

function About() {
  const info = useConnection((state) => state.appInfo);
  const rows: readonly (readonly [string, string])[] = [
    ['Version', `${info?.version ?? '…'} (${info?.codeVersion ?? '…'})`],
    ['Electron', info?.electron ?? '…'],
    ['Chromium', info?.chrome ?? '…'],
    ['Node', info?.node ?? '…'],
    ['SQLite', info?.sqlite ?? '…'],
    ['System', info?.platform ?? '…'],
    ['Data folder', info?.dataDirectory ?? '…'],
    ['Log folder', info?.logDirectory ?? '…'],
  ];
  return (
    <>
      <p className={styles['text']}>
        A workstation that back-tests with one click and says exactly what it did. Past results say nothing
        certain about future ones.
      </p>
      <table className={styles['facts']}>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-selectable>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles['credit']}>
        Charts by TradingView Lightweight Charts™, © TradingView, Inc., https://www.tradingview.com/. Prices
        of SPX: see the licences.
      </p>
      <div className={styles['buttons']}>
        <CommandButton id="app.openFolder.data">Open data folder</CommandButton>
        <CommandButton id="app.openFolder.logs">Open log folder</CommandButton>
        <CommandButton id="app.licences">Licences</CommandButton>
        <CommandButton id="app.copyDiagnostics" variant="filled" />
      </div>
    </>
  );
}

function Licences() {
  const { asked: text, reload } = useAsked(null, askForLicences, 'read the licences');
  if (text.problem !== null) return <ErrorState problem={text.problem} onRetry={reload} />;
  if (text.value === null) return <SkeletonRows label="Loading the licences" />;
  return (
    <pre className={styles['licences']} tabIndex={0}>
      {text.value.text}
    </pre>
  );
}

function askForLicences() {
  return main.invoke('app.licences', {});
}
