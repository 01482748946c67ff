import { Check, Eye, Minus, TriangleAlert } from 'lucide-react';
import type { ScreenClass } from '#shared/model/screen.ts';
import styles from './screen.module.css';

export const CLASS_WORDS: Readonly<Record<ScreenClass, string>> = {
  strong: 'Strong',
  breakout: 'Breakout',
  watch: 'Watch',
  none: 'None',
  unscored: 'No score',
};
const SIGNS = { strong: Check, breakout: Check, watch: Eye, none: Minus, unscored: TriangleAlert } as const;

/** Told by sign and word as well as by colour. */
export function ClassBadge({ classification }: { classification: ScreenClass }) {
  const Sign = SIGNS[classification];
  return (
    <span className={styles['class']} data-class={classification}>
      <Sign size={12} aria-hidden /> {CLASS_WORDS[classification]}
    </span>
  );
}
