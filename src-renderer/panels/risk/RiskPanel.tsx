import { TextInput } from '@mantine/core';
import { ShieldCheck } from 'lucide-react';
import { useMemo } from 'react';
import type { RiskLimits } from '#shared/ipc/risk.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { Banner, EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx';
import { KIND_WORDS } from '../../format/connection.ts';
import { loadLimits, useRisk } from '../../stores/risk.ts';
import { PlaceChoice } from './PlaceChoice.tsx';
import { groupRules, matchesRule } from './rule-groups.ts';
import { RuleRow } from './RuleRow.tsx';
import { Usage } from './Usage.tsx';
import styles from './risk.module.css';

/** Every limit that an order is held against, where it is set, and how far the day has used it up. */
export function RiskPanel() {
  const { value, problem } = useRisk((state) => state.limits);
  return (
    <Panel>
      {value !== null ? (
        <Content limits={value} />
      ) : problem !== null ? (
        <ErrorState problem={problem} onRetry={() => void loadLimits()} />
      ) : (
        <SkeletonRows label="Reading the limits" />
      )}
    </Panel>
  );
}

function Content({ limits }: { limits: RiskLimits }) {
  const filter = useRisk((state) => state.filter);
  const problem = useRisk((state) => state.limits.problem);
  const groups = useMemo(
    () => groupRules(limits.rules.filter((rule) => matchesRule(rule, filter))),
    [limits, filter],
  );
  if (limits.profileId === '') {
    return (
      <EmptyState
        icon={ShieldCheck}
        title="No limits yet"
        text="Each connection has limits of its own. They are shown and changed here from the first connection on."
      >
        <CommandButton id="panel.connection" variant="filled" />
      </EmptyState>
    );
  }
  return (
    <>
      <Toolbar
        title="Limits"
        hint={`${limits.profile === 'neutral' ? 'none' : KIND_WORDS[limits.profile]}, amounts in ${limits.currency}`}
      >
        <TextInput
          size="xs"
          className={styles['filter'] ?? ''}
          aria-label="Show only rules that contain"
          placeholder="Filter"
          value={filter}
          onChange={(event) => useRisk.setState({ filter: event.currentTarget.value })}
        />
        <PlaceChoice limits={limits} />
      </Toolbar>
      {problem !== null && (
        <Banner level="error">
          {problem.title} {problem.help} What is shown may be out of date.
        </Banner>
      )}
      <div className={styles['scroll']}>
        <Usage />
        {groups.length === 0 && <p className="muted">No rule contains “{filter.trim()}”.</p>}
        {groups.map(({ title, rules }) => (
          <section key={title} className={styles['section']} aria-label={title}>
            <h3>{title}</h3>
            {rules.map((rule) => (
              <RuleRow key={rule.code} rule={rule} limits={limits} />
            ))}
          </section>
        ))}
      </div>
    </>
  );
}
