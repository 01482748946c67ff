import { Select, TextInput } from '@mantine/core';
import { usePortfolio } from '../../stores/portfolio.ts';
import { changeTradeFilter, useTradeLog } from '../../stores/trade-log.ts';

const SIDES = [
  { value: 'all', label: 'Long and short' },
  { value: 'long', label: 'Long' },
  { value: 'short', label: 'Short' },
];
const OUTCOMES = [
  { value: 'all', label: 'Won and lost' },
  { value: 'win', label: 'Won' },
  { value: 'loss', label: 'Lost' },
];

export function TradeFilters() {
  const filter = useTradeLog((state) => state.filter);
  const accounts = usePortfolio((state) => state.view?.accounts);
  const names = accounts?.map(({ account }) => account) ?? [];
  return (
    <>
      <TextInput
        aria-label="Contract"
        placeholder="Contract"
        w={110}
        value={filter.text}
        spellCheck={false}
        onChange={(event) => changeTradeFilter({ text: event.currentTarget.value.slice(0, 64) })}
      />
      <Select
        aria-label="Side"
        w={120}
        data={SIDES}
        value={filter.side ?? 'all'}
        allowDeselect={false}
        onChange={(value) =>
          changeTradeFilter({ side: value === 'long' || value === 'short' ? value : null })
        }
      />
      <Select
        aria-label="Outcome"
        w={120}
        data={OUTCOMES}
        value={filter.outcome ?? 'all'}
        allowDeselect={false}
        onChange={(value) =>
          changeTradeFilter({ outcome: value === 'win' || value === 'loss' ? value : null })
        }
      />
      {names.length > 1 && (
        <Select
          aria-label="Account of the trades"
          w={120}
          data={[{ value: 'all', label: 'All accounts' }, ...names]}
          value={filter.account ?? 'all'}
          allowDeselect={false}
          onChange={(value) => changeTradeFilter({ account: value === 'all' ? null : value })}
        />
      )}
    </>
  );
}
