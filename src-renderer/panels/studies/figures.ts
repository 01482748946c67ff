import type { TrialFigures } from '#shared/model/study.ts';
import { formatNumber, formatPercent, formatSigned, formatSignedPercent } from '../../format/number.ts';

export interface FigureWords {
  readonly title: string;
  readonly unit: 'ratio' | 'fraction' | 'signed-fraction' | 'money' | 'signed-money' | 'count';
}

/** The figures of a trial that can be looked at, in the order of their columns. */
export const FIGURES: Readonly<Partial<Record<keyof TrialFigures, FigureWords>>> = {
  totalReturn: { title: 'Return', unit: 'signed-fraction' },
  sharpe: { title: 'Sharpe', unit: 'ratio' },
  probabilisticSharpe: { title: 'Probabilistic', unit: 'fraction' },
  deflatedSharpe: { title: 'Deflated', unit: 'fraction' },
  sortino: { title: 'Sortino', unit: 'ratio' },
  calmar: { title: 'Calmar', unit: 'ratio' },
  omega: { title: 'Omega', unit: 'ratio' },
  maxDrawdown: { title: 'Drawdown', unit: 'fraction' },
  cagr: { title: 'Per year', unit: 'signed-fraction' },
  annualVolatility: { title: 'Volatility', unit: 'fraction' },
  exposure: { title: 'In market', unit: 'fraction' },
  tradeCount: { title: 'Trades', unit: 'count' },
  winRate: { title: 'Winners', unit: 'fraction' },
  profitFactor: { title: 'Profit factor', unit: 'ratio' },
  expectancy: { title: 'Per trade', unit: 'signed-money' },
  systemQuality: { title: 'SQN', unit: 'ratio' },
  finalEquity: { title: 'Final equity', unit: 'money' },
};

export const FIGURE_NAMES = Object.keys(FIGURES) as (keyof TrialFigures)[];

export function figureText(name: keyof TrialFigures, value: number | null): string {
  switch (FIGURES[name]?.unit) {
    case 'fraction':
      return formatPercent(value);
    case 'signed-fraction':
      return formatSignedPercent(value);
    case 'signed-money':
      return formatSigned(value, 2);
    case 'count':
      return formatNumber(value);
    default:
      return formatNumber(value, 2);
  }
}

/** `fast 10, slow 30`. */
export function parameterText(parameters: Readonly<Record<string, number | string | boolean>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
