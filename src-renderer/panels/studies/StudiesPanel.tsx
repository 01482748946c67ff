import { Button } from '@mantine/core';
import { FlaskConical } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { StudyDetail, StudySummary } from '#shared/model/study-run.ts';
import { cancelStudy, deleteStudy, KIND_TITLES } from '../../commands/studies.ts';
import { Async } from '../../components/Async.tsx';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { STATUS_WORDS } from '../../components/run-words.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Banner, EmptyState } from '../../components/states.tsx';
import { formatNumber } from '../../format/number.ts';
import { formatDuration, formatMinute, localZone } from '../../format/time.ts';
import { isUnderWay } from '../../stores/progress.ts';
import { loadStudies, openStudy, reloadStudy, useShownStudy, useStudies } from '../../stores/studies.ts';
import { ChecksView, MonteCarloView, WalkForwardView } from './OutcomeViews.tsx';
import { StudyForm } from './StudyForm.tsx';
import styles from './studies.module.css';
import { SweepView } from './SweepView.tsx';

/** Many trials of one strategy: set up on the left, watched and looked at on the right, all that were made below. */
export function StudiesPanel() {
  const shown = useShownStudy((state) => state.studyId);
  const detail = useShownStudy((state) => state.detail);
  return (
    <Panel>
      <div className={styles['panel']}>
        <StudyForm />
        <div className={styles['main']}>
          <div className={styles['shown']}>
            {shown === null ? (
              <EmptyState
                icon={FlaskConical}
                title="No study open"
                text="A sweep tries many parameters and says what luck alone would have found; a walk-forward chooses and trades window after window; Monte Carlo shuffles a run’s trades; checks look for hindsight. Set one up on the left."
              />
            ) : (
              <Async source={detail} label="Loading the study" reload={reloadStudy}>
                {(loaded) => <Study detail={loaded} />}
              </Async>
            )}
          </div>
          <StudyList />
        </div>
      </div>
    </Panel>
  );
}

function Study({ detail }: { detail: StudyDetail }) {
  const { summary, spec, outcome } = detail;
  const title = `${KIND_TITLES[summary.kind]}: ${summary.strategyTitle} on ${summary.symbols.slice(0, 5).join(', ')}${summary.symbols.length > 5 ? ' …' : ''}`;
  return (
    <>
      <Toolbar title={title} hint={summary.finding ?? ''}>
        {isUnderWay(summary.status) && (
          <Button onClick={() => void cancelStudy(summary.studyId)}>Cancel</Button>
        )}
      </Toolbar>
      <Progress summary={summary} />
      {summary.reason !== null && (
        <Banner level={summary.status === 'failed' ? 'error' : 'warning'}>
          {STATUS_WORDS[summary.status]}: {summary.reason}
        </Banner>
      )}
      {spec.kind === 'sweep' && <SweepView key={summary.studyId} detail={detail} sweep={spec.sweep} />}
      {outcome?.kind === 'walk-forward' && <WalkForwardView key={summary.studyId} outcome={outcome} />}
      {outcome?.kind === 'monte-carlo' && <MonteCarloView outcome={outcome} />}
      {outcome?.kind === 'checks' && <ChecksView outcome={outcome} />}
    </>
  );
}

function Progress({ summary }: { summary: StudySummary }) {
  const progress = useShownStudy((state) => state.progress);
  const { status, doneCount, totalCount } = progress ?? summary;
  if (!isUnderWay(status)) return null;
  const percent = totalCount === 0 ? 0 : Math.round((100 * doneCount) / totalCount);
  const remaining = progress?.remainingMs ?? null;
  return (
    <div className={styles['progress']}>
      <div
        className={styles['track']}
        role="progressbar"
        aria-label="Study"
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div className={styles['done']} style={{ width: `${percent}%` }} />
      </div>
      {formatNumber(doneCount)} of {formatNumber(totalCount)}
      {status === 'queued' && ', waiting for its turn'}
      {remaining !== null && `, ${formatDuration(remaining)} left`}
    </div>
  );
}

function StudyList() {
  const studies = useStudies();
  const shown = useShownStudy((state) => state.studyId);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const columns = useMemo(() => studyColumns(), []);
  if (studies.value !== null && studies.value.length === 0) return null;
  return (
    <div className={styles['list']}>
      <Async source={studies} label="Loading the studies" reload={loadStudies}>
        {(loaded) => (
          <DataTable
            label="Studies"
            rows={loaded}
            columns={columns}
            rowId={(study) => study.studyId}
            rowLabel={(study) =>
              `${KIND_TITLES[study.kind]} of ${study.strategyTitle} on ${study.symbols.join(', ')}, ${STATUS_WORDS[study.status]}`
            }
            selectedId={selectedId ?? shown}
            onSelect={(study) => setSelectedId(study.studyId)}
            onOpen={(study) => void openStudy(study.studyId)}
            onDelete={(study) => void deleteStudy(study)}
          />
        )}
      </Async>
    </div>
  );
}

function studyColumns(): readonly TableColumn<StudySummary>[] {
  return [
    {
      id: 'created',
      header: 'Study at (local)',
      width: '150px',
      value: (study) => study.createdAt,
      cell: (study) => formatMinute(study.createdAt, localZone()),
      copy: (study) => new Date(study.createdAt).toISOString(),
    },
    {
      id: 'kind',
      header: 'Kind',
      width: '100px',
      value: (study) => KIND_TITLES[study.kind],
      cell: (study) => KIND_TITLES[study.kind],
    },
    {
      id: 'status',
      header: 'Status',
      width: '100px',
      value: (study) => study.status,
      cell: (study) => <StatusBadge status={study.status} />,
    },
    {
      id: 'strategy',
      header: 'Strategy',
      width: 'minmax(90px, 1fr)',
      value: (study) => study.strategyTitle,
      cell: (study) => study.strategyTitle,
    },
    {
      id: 'symbols',
      header: 'Symbols',
      width: 'minmax(64px, 1fr)',
      value: (study) => study.symbols.join(', '),
      cell: (study) => study.symbols.join(', '),
    },
    {
      id: 'done',
      header: 'Done',
      align: 'right',
      width: '128px',
      value: (study) => study.doneCount,
      cell: (study) => `${formatNumber(study.doneCount)} / ${formatNumber(study.totalCount)}`,
    },
    {
      id: 'finding',
      header: 'Finding or reason',
      width: 'minmax(160px, 3fr)',
      value: (study) => study.finding ?? study.reason,
      cell: (study) => (
        <span title={study.finding ?? study.reason ?? ''}>{study.finding ?? study.reason}</span>
      ),
    },
  ];
}
