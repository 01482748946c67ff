import { useMemo, useState } from 'react';
import type { ContractMatch } from '#shared/model/contract.ts';
import { formatQuantity } from '../../../format/number.ts';
import { main } from '../../../ipc/services.ts';
import { futuresOf } from '../../../stores/derivatives.ts';
import { useAsked } from '../../../stores/use-asked.ts';
import type { OnPick } from './on-pick.ts';
import { PickList } from './PickList.tsx';
import styles from './picker.module.css';

const askFutures = ({ symbol, currency }: ContractMatch, signal: AbortSignal) =>
  main.invoke('marketData.find', { symbol, currency, securityType: 'FUT' }, { signal });

export function FuturesPicker(props: { match: ContractMatch; isFirst: boolean; onPick: OnPick }) {
  const { match, isFirst, onPick } = props;
  const { asked } = useAsked(match, askFutures, `list the futures of ${match.symbol}`);
  const futures = useMemo(() => futuresOf(asked.value?.contracts ?? []), [asked.value]);
  const [chosenId, setChosenId] = useState<string | null>(null);
  if (asked.value === null)
    return <p className={styles['state']}>{asked.problem?.title ?? 'Asking for the futures…'}</p>;
  const chosen = futures.find(({ contract }) => String(contract.contractId) === chosenId) ?? futures[0];
  if (chosen === undefined)
    return <p className={styles['state']}>The broker lists no future of {match.symbol}.</p>;
  return (
    <PickList
      isFirst={isFirst}
      label="Expiry"
      items={futures.map(({ contract }) => ({
        id: String(contract.contractId),
        label: contract.expiry ?? '',
        hint: `${contract.localSymbol} · ${contract.exchange} · ×${formatQuantity(contract.multiplier)}`,
      }))}
      chosen={String(chosen.contract.contractId)}
      onChoose={setChosenId}
      onNext={({ isEnter, isWatch }) => isEnter && onPick(chosen, isWatch)}
    />
  );
}
