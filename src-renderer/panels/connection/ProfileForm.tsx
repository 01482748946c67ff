import { Button } from '@mantine/core';
import { useState } from 'react';
import { isBuiltIn, type ConnectionProfile } from '#shared/model/connection.ts';
import { saveProfile } from '../../commands/connection.ts';
import { Choice } from '../../components/Choice.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import { readProfile, textOf, type ProfileText } from './profile-text.ts';
import styles from './ConnectionPanel.module.css';

const KINDS = [
  { value: 'paper', label: 'paper account' },
  { value: 'live', label: 'LIVE account' },
] as const;

/** One profile, new or changed. What is typed stays; what is wrong stands under its field. */
export function ProfileForm(props: {
  profile: ConnectionProfile | null;
  /** Ids of other profiles. */
  taken: readonly string[];
  onClose: () => void;
}) {
  const { profile, taken, onClose } = props;
  const [text, setText] = useState<ProfileText>(() => textOf(profile));
  const [refusal, setRefusal] = useState<string | null>(null);
  const { profile: read, problems } = readProfile(text, profile, taken);
  const isPractice = profile?.kind === 'practice';
  const change = (changed: Partial<ProfileText>) => {
    setText({ ...text, ...changed });
    setRefusal(null);
  };
  async function save(): Promise<void> {
    if (read === null) return;
    const refused = await saveProfile(read);
    setRefusal(refused);
    if (refused === null) onClose();
  }
  return (
    <form
      className={styles['form']}
      aria-label={profile === null ? 'New profile' : `Profile ${profile.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className={styles['fields']}>
        <FigureInput
          {...{ label: 'Name', isText: true, isFirst: true, value: text.name, error: problems.name }}
          onChange={(name) => change({ name })}
        />
        {!isPractice && (
          <>
            {(profile === null || !isBuiltIn(profile.id)) && (
              <Choice
                label="Kind"
                value={text.kind}
                options={KINDS}
                onChange={(kind) => change({ kind })}
                help="The account that is logged in must be of this kind, or nothing is connected."
              />
            )}
            <FigureInput
              {...{ label: 'Host', isText: true, value: text.host, error: problems.host }}
              hint="127.0.0.1: this computer"
              onChange={(host) => change({ host })}
            />
            <FigureInput
              {...{ label: 'Port', value: text.port, error: problems.port }}
              help="TWS: 7497 paper, 7496 live. IB Gateway: 4002 paper, 4001 live."
              onChange={(port) => change({ port })}
            />
          </>
        )}
        <FigureInput
          {...{ label: 'Client id', value: text.clientId, error: problems.clientId }}
          help="Orders belong to the id that sent them: keep it. 0 also binds orders made by hand in TWS."
          onChange={(clientId) => change({ clientId })}
        />
        {!isPractice && (
          <FigureInput
            {...{ label: 'Account', isText: true, value: text.account, error: problems.account }}
            hint="empty: the first"
            help="Another account than this one is never connected."
            onChange={(account) => change({ account })}
          />
        )}
      </div>
      {refusal !== null && (
        <p className="loss" role="alert">
          {refusal}
        </p>
      )}
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" disabled={read === null}>
          Save
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
