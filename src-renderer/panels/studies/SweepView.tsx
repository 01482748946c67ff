import { useMemo, useState } from 'react';
import type { TrialFigures } from '#shared/model/study.ts';
import type { StudyDetail, StudySpec, StudyTrial } from '#shared/model/study-run.ts';
import { runTrial } from '../../commands/studies.ts';
import { Choice } from '../../components/Choice.tsx';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { RadioTabs } from '../../components/RadioTabs.tsx';
import { Banner } from '../../components/states.tsx';
import { formatNumber, formatPercent, gainOrLoss } from '../../format/number.ts';
import { useShownStudy } from '../../stores/studies.ts';
import { FIGURE_NAMES, FIGURES, figureText, parameterText } from './figures.ts';
import { heatmapOf, type HeatmapChoice, type Value } from './heatmap-cells.ts';
import { HeatmapView } from './HeatmapView.tsx';
import styles from './studies.module.css';

type SweepSpecOf = Extract<StudySpec, { kind: 'sweep' }>['sweep'];

export function SweepView({ detail, sweep }: { detail: StudyDetail; sweep: SweepSpecOf }) {
  const trials = useShownStudy((state) => state.trials);
  const [view, setView] = useState<'heatmap' | 'trials'>('heatmap');
  const failed = trials.filter(({ figures }) => figures === null);
  return (
    <>
      <SweepFacts detail={detail} trials={trials} sweep={sweep} />
      {failed.length > 0 && (
        <Banner level="warning">
          {formatNumber(failed.length)} trials failed. The first, {parameterText(failed[0]!.parameters)}:{' '}
          {failed[0]!.reason}
        </Banner>
      )}
      <div className={styles['strip']}>
        <RadioTabs
          label="View of the trials"
          name="sweep-view"
          tabs={[
            { id: 'heatmap', title: 'Heatmap', count: null },
            { id: 'trials', title: 'Trials', count: formatNumber(trials.length) },
          ]}
          current={view}
          onChange={setView}
        />
      </div>
      {view === 'heatmap' ? (
        <HeatmapSection trials={trials} sweep={sweep} best={bestOf(detail)} />
      ) : (
        <TrialsTable trials={trials} sweep={sweep} />
      )}
    </>
  );
}

function SweepFacts(props: { detail: StudyDetail; trials: readonly StudyTrial[]; sweep: SweepSpecOf }) {
  const { outcome } = props.detail;
  if (outcome?.kind !== 'sweep') return null;
  const { objective } = props.sweep;
  const { deflation, stability, refusedCount } = outcome;
  const best =
    stability === null ? undefined : props.trials.find(({ index }) => index === stability.bestIndex);
  const figure = (value: number | null) => figureText(objective, value);
  const facts: readonly (readonly [label: string, text: string, help: string])[] = [
    [
      'Trials',
      formatNumber(deflation?.trialCount ?? 0),
      `${refusedCount} combinations were refused by the strategy.`,
    ],
    ['Best', best === undefined ? '' : parameterText(best.parameters), 'By the figure that ranks them.'],
    [FIGURES[objective]?.title ?? objective, figure(stability?.best ?? null), 'Of the best.'],
    [
      'Probabilistic Sharpe',
      formatPercent(best?.figures?.probabilisticSharpe ?? null),
      'How likely the true Sharpe ratio of the best lies above 0, given how many, skewed and fat-tailed its returns are. It knows of no other trial.',
    ],
    [
      'Deflated Sharpe',
      formatPercent(best?.figures?.deflatedSharpe ?? null),
      `The same above what luck alone would show as the best of ${formatNumber(deflation?.trialCount ?? 0)} trials: ${formatNumber(deflation?.luckiest ?? null, 4)} per period.`,
    ],
    [
      'Neighbours’ median',
      `${figure(stability?.median ?? null)} (${formatNumber(stability?.neighbourCount ?? 0)})`,
      'Of the trials beside the best on every axis. Far below the best: it stood out by luck.',
    ],
    ['Neighbours’ worst', figure(stability?.worst ?? null), 'The worst of them.'],
    [
      'Neighbours’ rank',
      `above ${formatPercent(stability?.medianRank ?? null, 0)} of trials`,
      'Share of all trials that are worse than the median of the best’s neighbours. About half: the best stands alone, its neighbours are no better than any.',
    ],
  ];
  return (
    <dl className={styles['facts']} aria-label="Findings">
      {facts.map(([label, text, help]) => (
        <div key={label} title={help}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function bestOf({ outcome }: StudyDetail): number | null {
  return outcome?.kind === 'sweep' ? (outcome.stability?.bestIndex ?? null) : null;
}

function HeatmapSection(props: {
  trials: readonly StudyTrial[];
  sweep: SweepSpecOf;
  /** Index of the trial that is the best of all; null: not known yet. */
  best: number | null;
}) {
  const { trials, sweep, best } = props;
  const names = Object.keys(sweep.space);
  const [chosen, setChosen] = useState<Partial<HeatmapChoice>>({});
  const x = chosen.x ?? names[0]!;
  const y =
    names.length === 1
      ? null
      : chosen.y !== undefined && chosen.y !== x
        ? chosen.y
        : names.find((name) => name !== x)!;
  const others = names.filter((name) => name !== x && name !== y);
  const figure = chosen.figure ?? sweep.objective;
  const rest = chosen.rest ?? 'best';
  const fixed = chosen.fixed ?? NONE_FIXED;
  const held = Object.fromEntries(
    others.map((name) => [name, fixed[name] ?? valuesOf(trials, name)[0] ?? '']),
  );
  const choice: HeatmapChoice = { x, y, figure, rest, fixed: held };
  const map = heatmapOf(trials, choice);
  const change = (part: Partial<HeatmapChoice>) => setChosen((last) => ({ ...last, ...part }));
  const option = (name: string) => ({ value: name, label: name });
  return (
    <div className={styles['section']}>
      <div className={styles['choices']}>
        <Choice
          label="Figure"
          value={figure}
          options={FIGURE_NAMES.map((name) => ({ value: name, label: FIGURES[name]!.title }))}
          onChange={(name: keyof TrialFigures) => change({ figure: name })}
        />
        {names.length > 1 && (
          <>
            <Choice
              label="Across"
              value={x}
              options={names.map(option)}
              onChange={(name) => change({ x: name })}
            />
            <Choice
              label="Down"
              value={y!}
              options={names.filter((name) => name !== x).map(option)}
              onChange={(name) => change({ y: name })}
            />
          </>
        )}
        {others.length > 0 && (
          <Choice label="The rest" value={rest} options={REST} onChange={(one) => change({ rest: one })} />
        )}
        {rest === 'fixed' &&
          others.map((name) => (
            <Choice
              key={name}
              label={name}
              value={String(held[name])}
              options={valuesOf(trials, name).map((value) => option(String(value)))}
              onChange={(text) =>
                change({
                  fixed: {
                    ...fixed,
                    [name]: valuesOf(trials, name).find((value) => String(value) === text)!,
                  },
                })
              }
            />
          ))}
      </div>
      {trials.length === 0 ? (
        <p className={styles['chosen']}>The first trials are on their way.</p>
      ) : (
        <HeatmapView map={map} choice={choice} best={best} onOpen={(trial) => void runTrial(trial)} />
      )}
    </div>
  );
}

const NONE_FIXED: Readonly<Record<string, Value>> = {};
const REST = [
  { value: 'best', label: 'at its best' },
  { value: 'median', label: 'median' },
  { value: 'fixed', label: 'held at' },
] as const;

function valuesOf(trials: readonly StudyTrial[], name: string): readonly Value[] {
  return [...new Set(trials.map(({ parameters }) => parameters[name]!))].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)),
  );
}

function TrialsTable({ trials, sweep }: { trials: readonly StudyTrial[]; sweep: SweepSpecOf }) {
  const [selected, setSelected] = useState<string | null>(null);
  const names = Object.keys(sweep.space).join(' ');
  const columns = useMemo(() => trialColumns(names.split(' ')), [names]);
  return (
    <DataTable
      label="Trials"
      rows={trials}
      columns={columns}
      rowId={({ index }) => String(index)}
      selectedId={selected}
      onSelect={({ index }) => setSelected(String(index))}
      onOpen={(trial) => void runTrial(trial)}
      initialSort={[{ id: sweep.objective, desc: sweep.objective !== 'maxDrawdown' }]}
    />
  );
}

function trialColumns(names: readonly string[]): readonly TableColumn<StudyTrial>[] {
  return [
    {
      id: 'trial',
      header: 'Trial',
      align: 'right',
      width: '58px',
      value: ({ index }) => index,
      cell: ({ index }) => formatNumber(index + 1),
    },
    ...names.map((name): TableColumn<StudyTrial> => ({
      id: `parameter ${name}`,
      header: name,
      align: 'right',
      width: 'minmax(64px, 1fr)',
      value: ({ parameters }) => {
        const value = parameters[name];
        return typeof value === 'boolean' ? String(value) : (value ?? null);
      },
      cell: ({ parameters }) => String(parameters[name]),
    })),
    ...FIGURE_NAMES.map((name): TableColumn<StudyTrial> => ({
      id: name,
      header: FIGURES[name]!.title,
      align: 'right',
      width: name === 'finalEquity' ? '104px' : '88px',
      value: ({ figures }) => figures?.[name] ?? null,
      cell: ({ figures, reason }) => (
        <span
          className={
            FIGURES[name]!.unit.startsWith('signed') ? gainOrLoss(figures?.[name] ?? null) : undefined
          }
          title={reason ?? undefined}
        >
          {figures === null ? 'failed' : figureText(name, figures[name])}
        </span>
      ),
    })),
    {
      id: 'hash',
      header: 'Hash',
      width: '104px',
      value: ({ hash }) => hash,
      cell: ({ hash }) => <code className="muted">{hash?.slice(0, 12)}</code>,
    },
  ];
}
