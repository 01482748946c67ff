import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { watchGroupSchema, type WatchGroup } from '#shared/model/watchlist.ts';
import { addGroup, renameGroup } from '../../stores/watchlist.ts';
import { closeForm } from '../../stores/watchlist-view.ts';
import styles from './watchlist.module.css';

/** Enter keeps the name, Escape does nothing. @param props.group that gets a new name; absent: a new group */
export function GroupNameForm({ label, group }: { label: string; group?: WatchGroup }) {
  const [name, setName] = useState(group?.name ?? '');
  const parsed = watchGroupSchema.shape.name.safeParse(name);
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!parsed.success) return;
        if (group === undefined) addGroup(parsed.data);
        else renameGroup(group.groupId, parsed.data);
        closeForm();
      }}
    >
      <TextInput
        aria-label={label}
        placeholder={label}
        value={name}
        maxLength={40}
        autoFocus
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && closeForm()}
        onBlur={closeForm}
      />
    </form>
  );
}
