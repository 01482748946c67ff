import { placeOf } from '#shared/model/user-strategy.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Banner } from '../../components/states.tsx';
import { useStrategyFiles } from '../../stores/strategies.ts';
import styles from './StrategyFiles.module.css';

/** The user's own strategies: where they lie, and what is wrong with files that give none. */
export function StrategyFiles() {
  const { problems, problemsLeftOut, isReading } = useStrategyFiles();
  return (
    <div className={styles['files']}>
      <div className={styles['actions']}>
        <CommandButton id="strategies.create" size="compact-xs" variant="subtle">
          New strategy
        </CommandButton>
        <CommandButton id="strategies.openFolder" size="compact-xs" variant="subtle">
          Open folder
        </CommandButton>
        {isReading && <span className={styles['reading']}>Reading your strategies</span>}
      </div>
      {problems.length > 0 && (
        <Banner level="error">
          <ul className={styles['problems']} aria-label="Problems of your strategies">
            {problems.map((problem) => (
              <li key={`${placeOf(problem)} ${problem.message}`}>
                <span className={styles['place']}>{placeOf(problem)}</span> {problem.message}
              </li>
            ))}
            {problemsLeftOut > 0 && <li>and {problemsLeftOut} more</li>}
          </ul>
        </Banner>
      )}
    </div>
  );
}
