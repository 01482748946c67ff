import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { StartWith } from '#shared/model/settings.ts';
import { chooseStartWith } from '../commands/start-with.ts';
import { StartWithFields } from '../panels/settings/StartWithFields.tsx';
import { readTwsAddress } from '../panels/settings/tws-address.ts';
import { useSettings, useSettingsKnown } from '../stores/settings.ts';
import { showPanel, useWorkspace } from '../stores/workspace.ts';
import styles from '../panels/settings/StartWith.module.css';

const BUTTONS: Readonly<Record<StartWith, string>> = {
  practise: 'Start the paper gateway',
  tws: 'Connect to this address',
  research: 'Begin with research',
};

/** Asked once. Nothing is started before there is an answer. */
export function FirstStart() {
  const isKnown = useSettingsKnown((state) => state.isKnown);
  const isAsked = useSettings((settings) => settings.startWith === null);
  if (!isKnown || !isAsked) return null;
  return (
    <Modal
      opened
      onClose={() => undefined}
      title="How do you want to begin?"
      size={520}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Form />
    </Modal>
  );
}

function Form() {
  const kept = useSettings((settings) => settings.twsAddress);
  const [startWith, setStartWith] = useState<StartWith>('practise');
  const [text, setText] = useState({ host: kept.host, port: String(kept.port) });
  const { address, problems } = readTwsAddress(text);
  const canBegin = startWith !== 'tws' || address !== null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!canBegin) return;
        void chooseStartWith(startWith, address ?? kept);
        if (startWith !== 'research') useWorkspace.getState().openWorkspace('trading');
        if (startWith === 'practise') showPanel('paper-gateway');
        if (startWith === 'tws') showPanel('connection');
      }}
    >
      <p className={styles['intro']}>You can change this at any time in Settings.</p>
      <StartWithFields
        {...{ value: startWith, onChange: setStartWith, address: text, onAddress: setText, problems }}
      />
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" disabled={!canBegin} data-autofocus>
          {BUTTONS[startWith]}
        </Button>
      </div>
    </form>
  );
}
