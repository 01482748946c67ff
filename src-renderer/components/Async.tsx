import type { ReactNode } from 'react';
import type { Loadable } from '../stores/loadable.ts';
import { useConnection } from '../stores/connection.ts';
import { CommandButton } from './CommandButton.tsx';
import { Banner, ErrorState, SkeletonRows } from './states.tsx';

/**
 * The states of whatever comes from research: skeleton, error, ready. What was loaded stays on screen while research is
 * away, with a banner that says so.
 */
export function Async<T>(props: {
  source: Loadable<T>;
  /** For screen readers: "Loading the runs". */
  label: string;
  reload: () => unknown;
  children: (value: T) => ReactNode;
}) {
  const { source } = props;
  const research = useConnection((state) => state.research);
  const isAway = research.state === 'down' || research.state === 'restarting';
  if (source.value !== null) {
    return (
      <>
        {isAway && <ResearchAway />}
        {source.problem !== null && !isAway && (
          <Banner level="error">
            {source.problem.title} {source.problem.help} What is shown may be out of date.
          </Banner>
        )}
        {props.children(source.value)}
      </>
    );
  }
  if (research.state === 'down') return <ResearchDown detail={research.detail} />;
  if (source.problem !== null && !source.isLoading && !isAway) {
    return <ErrorState problem={source.problem} onRetry={() => void props.reload()} />;
  }
  return <SkeletonRows label={props.label} />;
}

/** For panels that have nothing of their own to show yet: what they offer needs research. */
export function NeedsResearch({ children }: { children: ReactNode }) {
  const research = useConnection((state) => state.research);
  return research.state === 'down' ? <ResearchDown detail={research.detail} /> : children;
}

function ResearchAway() {
  const research = useConnection((state) => state.research);
  return (
    <Banner
      level={research.state === 'down' ? 'error' : 'warning'}
      actions={
        research.state === 'down' && <CommandButton id="app.restartResearch">Restart research</CommandButton>
      }
    >
      {research.state === 'down'
        ? 'The research process has stopped: what is shown is the last known state, and nothing can be run.'
        : 'The research process is being started again: what is shown is the last known state.'}
    </Banner>
  );
}

function ResearchDown({ detail }: { detail: string | null }) {
  return (
    <ErrorState
      problem={{
        title: 'The research process has stopped.',
        help: 'Library, backtests and results are kept, and cannot be shown until it runs again. Runs that were under way are marked as interrupted.',
        details: detail ?? '',
      }}
    >
      <CommandButton id="app.restartResearch" variant="filled">
        Restart research
      </CommandButton>
    </ErrorState>
  );
}
