import { Button } from '@mantine/core';
import { useState } from 'react';
import {
  isBuiltIn,
  type ConnectionProfile,
  type ConnectionSettings,
  type ConnectionStatus,
} from '#shared/model/connection.ts';
import { connectTo, deleteProfile } from '../../commands/connection.ts';
import { KIND_WORDS, PHASE_SIGNS, PHASE_WORDS } from '../../format/connection.ts';
import { NO_VALUE } from '../../format/number.ts';
import { isChanged } from './is-changed.ts';
import { ProfileForm } from './ProfileForm.tsx';
import styles from './ConnectionPanel.module.css';

/** Where one can connect to: each with its own button, changed in place below. */
export function Profiles({ status, settings }: { status: ConnectionStatus; settings: ConnectionSettings }) {
  const [edited, setEdited] = useState<ConnectionProfile | 'new' | null>(null);
  const used = status.phase === 'disconnected' ? null : (status.profile?.id ?? null);
  return (
    <section className={styles['section']} aria-label="Profiles" data-profiles>
      <h3>Profiles</h3>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col">Address</th>
            <th scope="col">Client id</th>
            <th scope="col">Account</th>
            <th scope="col">
              <span className={styles['hidden']}>Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {settings.profiles.map((profile) => (
            <tr key={profile.id} aria-label={profile.name} data-kind={profile.kind}>
              <td>{profile.name}</td>
              <td className={styles['kind']}>{KIND_WORDS[profile.kind]}</td>
              <td>{profile.kind === 'practice' ? 'inside Tradewind' : `${profile.host}:${profile.port}`}</td>
              <td>{profile.clientId}</td>
              <td>{profile.account ?? NO_VALUE}</td>
              <td className={styles['actions']}>
                <div>
                  {profile.id === used ? (
                    <span className={styles['inUse']}>
                      {PHASE_SIGNS[status.phase]} {PHASE_WORDS[status.phase]}
                    </span>
                  ) : (
                    <Button size="compact-xs" onClick={() => void connectTo(profile.id)}>
                      Connect
                    </Button>
                  )}
                  <Button size="compact-xs" variant="subtle" onClick={() => setEdited(profile)}>
                    Edit
                  </Button>
                  {(!isBuiltIn(profile.id) || isChanged(profile)) && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      disabled={profile.id === used}
                      onClick={() => void deleteProfile(profile)}
                    >
                      {isBuiltIn(profile.id) ? 'Reset' : 'Delete'}
                    </Button>
                  )}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {edited === null ? (
        <Button size="compact-xs" onClick={() => setEdited('new')}>
          Add a profile
        </Button>
      ) : (
        <ProfileForm
          key={edited === 'new' ? 'new' : edited.id}
          profile={edited === 'new' ? null : edited}
          taken={settings.profiles.map(({ id }) => id)}
          onClose={() => setEdited(null)}
        />
      )}
    </section>
  );
}
