import type { SessionHours } from '#shared/model/backtest.ts';
import { Choice } from '../../components/Choice.tsx';
import { changeDraft } from '../../stores/backtest-draft.ts';
import type { BacktestDraft } from '../../stores/backtest-fields.ts';

const TITLES: Readonly<Record<SessionHours['calendar'], string>> = {
  'us-stocks': 'US stocks',
  'us-options': 'US options',
  'cme-equity': 'CME equity futures',
  'nymex-comex': 'NYMEX and COMEX',
  forex: 'Currencies',
  crypto: 'Crypto',
};

const ALL_BARS = { value: 'all', label: 'All bars' };

const HOURS = [
  ALL_BARS,
  ...Object.entries(TITLES).flatMap(([calendar, title]) => [
    { value: `${calendar} regular`, label: `${title}, regular` },
    { value: `${calendar} extended`, label: `${title}, extended` },
  ]),
];

const ENDS = [
  { value: 'stay', label: 'Positions stay' },
  { value: 'flat', label: 'Close positions' },
] as const;

/** In whose hours bars shorter than a day are traded. */
export function SessionFields({
  draft: { session },
  error,
}: {
  draft: BacktestDraft;
  error: string | undefined;
}) {
  return (
    <>
      <Choice
        label="Session hours"
        value={session === null ? ALL_BARS.value : `${session.calendar} ${session.hours}`}
        options={HOURS}
        onChange={(value) => changeDraft({ session: sessionOf(value, session?.exitAtEnd ?? false) })}
        error={error}
        help="Bars that start outside these hours are left out, and DAY orders end with the session. For bars shorter than a day."
      />
      {session === null ? (
        <span />
      ) : (
        <Choice
          label="At the session's end"
          value={session.exitAtEnd ? 'flat' : 'stay'}
          options={ENDS}
          onChange={(end) => changeDraft({ session: { ...session, exitAtEnd: end === 'flat' } })}
          help="Closed at the close of the session's last bar; what works is cancelled."
        />
      )}
    </>
  );
}

function sessionOf(value: string, exitAtEnd: boolean): SessionHours | null {
  if (value === ALL_BARS.value) return null;
  const [calendar, hours] = value.split(' ') as [SessionHours['calendar'], SessionHours['hours']];
  return { calendar, hours, exitAtEnd };
}
