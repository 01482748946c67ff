import { BAR_SIZES } from '#shared/model/bar-size.ts';
import { ADJUSTMENTS } from '#shared/model/series.ts';
import { Choice } from '../../components/Choice.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { changeImport, type FactFields } from '../../stores/import.ts';

const ADJUSTMENT_LABELS: Readonly<Record<(typeof ADJUSTMENTS)[number], string>> = {
  raw: 'as traded',
  splits: 'adjusted for splits',
  'splits-and-dividends': 'adjusted for splits and dividends',
};

/** UTC is not among the zones that platforms list. */
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** What the file does not say; guesses, for the user to correct. */
export function FactFieldset({
  facts,
  errors,
}: {
  facts: FactFields;
  errors: Readonly<Record<string, string>>;
}) {
  const text = (name: keyof FactFields) => ({
    value: facts[name],
    error: errors[name],
    onChange: (value: string) => changeImport({ facts: { ...facts, [name]: value } }),
  });
  return (
    <fieldset className={form['section']}>
      <legend>WHAT IT IS (guessed: please check)</legend>
      <div className={form['grid']}>
        <FigureInput label="Symbol" isText isFirst {...text('symbol')} />
        <FigureInput
          label="Source"
          isText
          help="Who made the data. Two series of one symbol stay apart by it."
          {...text('source')}
        />
        <Choice
          label="Bar size"
          value={facts.barSize}
          options={BAR_SIZES.map((value) => ({ value, label: value }))}
          onChange={text('barSize').onChange}
          searchable
        />
        <FigureInput label="Currency" isText {...text('currency')} />
        <FigureInput label="Tick" help="Smallest price increment." {...text('tick')} />
        <FigureInput
          label="Multiplier"
          help="Currency units per price unit and contract: 1 for stocks, 50 for the E-mini S&P."
          {...text('multiplier')}
        />
        <FigureInput
          label="Lot"
          help="Smallest quantity increment: 1 for stocks, less for crypto."
          {...text('lot')}
        />
        <Choice
          label="Prices are"
          value={facts.adjustment}
          options={ADJUSTMENTS.map((value) => ({ value, label: ADJUSTMENT_LABELS[value] }))}
          onChange={text('adjustment').onChange}
        />
        <Choice
          label="Time zone of its times"
          value={facts.timeZone}
          options={(ZONES.includes(facts.timeZone) ? ZONES : [facts.timeZone, ...ZONES]).map((value) => ({
            value,
            label: value,
          }))}
          onChange={text('timeZone').onChange}
          error={errors['timeZone']}
          searchable
          className={form['wide']}
        />
      </div>
    </fieldset>
  );
}
