import { Command as Cmdk } from 'cmdk';
import { isBuiltIn } from '#shared/model/connection.ts';
import type { Command } from '../commands/command.ts';
import { paletteScore } from '../commands/palette-score.ts';
import { commands, runCommand } from '../commands/registry.ts';
import { connectTo, isUsing } from '../commands/connection.ts';
import { showRun } from '../commands/runs.ts';
import { hotkeyText } from '../components/CommandButton.tsx';
import { KIND_WORDS } from '../format/connection.ts';
import { formatSignedPercent } from '../format/number.ts';
import { formatDateTime, localZone } from '../format/time.ts';
import { useBroker } from '../stores/broker.ts';
import { openDialog, useDialogs } from '../stores/dialogs.ts';
import { useLibrary } from '../stores/library.ts';
import { useRuns } from '../stores/runs.ts';
import { selectSeries } from '../stores/selection.ts';
import { showPanel } from '../stores/workspace.ts';
import styles from './Palette.module.css';

const RUNS_OFFERED = 50;
const SERIES_OFFERED = 200;
const GROUPS = [...new Set(commands.map((command) => command.group))];

/** Every command, the latest runs and the symbols of the library, by a few letters of their name. */
export function Palette() {
  const isOpen = useDialogs((state) => state.open === 'palette');
  return (
    <Cmdk.Dialog
      open={isOpen}
      onOpenChange={(open) => openDialog(open ? 'palette' : null)}
      label="Commands"
      loop
      filter={(_value, typed, keywords) => paletteScore(typed, keywords ?? [])}
      overlayClassName={styles['overlay'] ?? ''}
      contentClassName={styles['palette'] ?? ''}
    >
      <Cmdk.Input placeholder="Type a command, a strategy or a symbol" className={styles['input']} />
      <Cmdk.List className={styles['list']} label="Commands">
        <Cmdk.Empty className={styles['empty']}>Nothing is called that.</Cmdk.Empty>
        {isOpen && <Entries />}
      </Cmdk.List>
    </Cmdk.Dialog>
  );
}

function Entries() {
  const runs = useRuns((state) => state.value);
  const series = useLibrary((state) => state.value);
  return (
    <>
      {GROUPS.map((group) => (
        <Cmdk.Group key={group} heading={group}>
          {commands
            .filter((command) => command.group === group)
            .map((command) => (
              <CommandItem key={command.id} command={command} />
            ))}
        </Cmdk.Group>
      ))}
      <OwnProfiles />
      <Cmdk.Group heading="Open a run">
        {(runs ?? []).slice(0, RUNS_OFFERED).map((run) => (
          <Cmdk.Item
            key={run.runId}
            value={`run ${run.runId}`}
            keywords={[run.strategyTitle, ...run.symbols]}
            className={styles['item']}
            onSelect={() => choose(() => showRun(run.runId))}
          >
            <span>
              {run.strategyTitle} on {run.symbols.join(', ')}
            </span>
            <span className="muted">
              {formatSignedPercent(run.totalReturn)}, {formatDateTime(run.createdAt, localZone())}
            </span>
          </Cmdk.Item>
        ))}
      </Cmdk.Group>
      <Cmdk.Group heading="Show a symbol">
        {(series ?? []).slice(0, SERIES_OFFERED).map((one) => (
          <Cmdk.Item
            key={one.seriesId}
            value={`series ${one.seriesId}`}
            keywords={[one.symbol, one.source]}
            className={styles['item']}
            onSelect={() =>
              choose(() => {
                selectSeries(one.seriesId);
                showPanel('library');
              })
            }
          >
            <span>
              {one.symbol} · {one.barSize}
            </span>
            <span className="muted">{one.source}</span>
          </Cmdk.Item>
        ))}
      </Cmdk.Group>
    </>
  );
}

/** Those the user has made; the built-in ones are commands. */
function OwnProfiles() {
  const own = useBroker((state) => state.settings?.profiles)?.filter(({ id }) => !isBuiltIn(id)) ?? [];
  if (own.length === 0) return null;
  return (
    <Cmdk.Group heading="Connect to">
      {own.map((profile) => (
        <Cmdk.Item
          key={profile.id}
          value={`profile ${profile.id}`}
          keywords={['connect', profile.name]}
          disabled={isUsing(profile.id)}
          className={styles['item']}
          onSelect={() => choose(() => connectTo(profile.id))}
        >
          <span>Connect: {profile.name}</span>
          <span className="muted">
            {KIND_WORDS[profile.kind]}, {profile.host}:{profile.port}
          </span>
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  );
}

function CommandItem({ command }: { command: Command }) {
  return (
    <Cmdk.Item
      value={command.id}
      keywords={[command.title, command.group]}
      disabled={!command.enabled()}
      className={styles['item']}
      onSelect={() => choose(() => runCommand(command.id))}
    >
      <span>{command.title}</span>
      {command.hotkey !== undefined && <kbd>{hotkeyText(command.hotkey)}</kbd>}
    </Cmdk.Item>
  );
}

/** The palette closes first: what is chosen may open a dialog or move the focus. */
function choose(action: () => void | Promise<void>): void {
  openDialog(null);
  setTimeout(() => void action());
}
