import { Button, MultiSelect } from '@mantine/core';
import { ScanSearch } from 'lucide-react';
import type { SyntheticEvent } from 'react';
import type { SeriesSummary } from '#shared/model/series.ts';
import { runCommand } from '../../commands/registry.ts';
import { Choice } from '../../components/Choice.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { formatNumber } from '../../format/number.ts';
import {
  changeScreenDraft,
  SCREEN_FIELDS,
  screenedSeries,
  screenSpecOf,
  useScreen,
} from '../../stores/screen.ts';
import { ParameterFields } from '../backtest/ParameterForm.tsx';

const UNIVERSES = [
  { value: 'all', label: 'All daily series' },
  { value: 'chosen', label: 'Chosen symbols' },
] as const;

/** Which symbols, which day, and what they must bring. */
export function ScreenForm({ series }: { series: readonly SeriesSummary[] }) {
  const { draft, showErrors, running } = useScreen();
  const spec = screenSpecOf(draft, series);
  const errors: Readonly<Record<string, string>> = showErrors && !spec.ok ? spec.error : {};
  const count = screenedSeries(draft, series).length;

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    runCommand('screen.run');
  }

  return (
    <form className={form['form']} aria-label="Screen" onSubmit={submit} noValidate>
      <div className={form['scroll']}>
        <fieldset className={form['section']}>
          <legend>UNIVERSE</legend>
          <div className={form['grid']}>
            <Choice
              label="Universe"
              value={draft.universe}
              options={UNIVERSES}
              onChange={(universe) => changeScreenDraft({ universe })}
              error={draft.universe === 'all' ? errors['seriesIds'] : undefined}
            />
            <FigureInput
              label="As of"
              value={draft.asOf}
              onChange={(asOf) => changeScreenDraft({ asOf: asOf.trim() })}
              placeholder="Last bar"
              error={errors['asOf']}
              help="The day asked about, YYYY-MM-DD: no later bar is looked at. Empty: the last bar of each symbol."
              isText
            />
            {draft.universe === 'chosen' && (
              <MultiSelect
                label="Symbols"
                size="xs"
                className={form['wide'] ?? ''}
                data={series.map((one) => ({
                  value: String(one.seriesId),
                  label: `${one.symbol} · ${one.barSize} · ${one.source}`,
                }))}
                value={draft.seriesIds.map(String)}
                onChange={(ids) => changeScreenDraft({ seriesIds: ids.map(Number) })}
                placeholder={draft.seriesIds.length === 0 ? 'Choose symbols' : ''}
                error={errors['seriesIds']}
                searchable
                hidePickedOptions
                comboboxProps={{ transitionProps: { duration: 0 } }}
                nothingFoundMessage="Nothing in the library is called that"
                limit={200}
              />
            )}
          </div>
        </fieldset>
        <fieldset className={form['section']}>
          <legend>WHAT A SYMBOL MUST BRING</legend>
          <ParameterFields
            fields={SCREEN_FIELDS}
            typed={draft.parameters}
            error={(name) => errors[name]}
            onChange={(name, text) =>
              changeScreenDraft({ parameters: { ...draft.parameters, [name]: text } })
            }
          />
        </fieldset>
      </div>
      <div className={form['footer']}>
        {running === null ? (
          <Button type="submit" variant="filled" fullWidth leftSection={<ScanSearch size={13} aria-hidden />}>
            Screen {formatNumber(count)} {count === 1 ? 'symbol' : 'symbols'}
          </Button>
        ) : (
          <CommandButton id="screen.cancel" fullWidth>
            Cancel the screen
          </CommandButton>
        )}
      </div>
    </form>
  );
}
