import { Tooltip } from '@mantine/core';
import type { Statistics } from '#shared/model/backtest.ts';
import { statisticGroups } from './statistics-rows.ts';
import styles from './result.module.css';

export function StatisticsTable({ statistics, currency }: { statistics: Statistics; currency: string }) {
  return (
    <div className={styles['sheet']}>
      {statisticGroups(statistics, currency).map((group) => (
        <table
          key={group.title}
          className={`${styles['facts']} ${styles['figures']}`}
          aria-label={group.title}
        >
          <caption>{group.title}</caption>
          <tbody>
            {group.rows.map((row) => (
              <Tooltip key={row.label} label={row.help} position="left">
                <tr>
                  <th scope="row">{row.label}</th>
                  <td className={row.tone}>{row.text}</td>
                </tr>
              </Tooltip>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}
