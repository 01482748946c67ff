import { Button } from '@mantine/core';
import { X } from 'lucide-react';
import { contractName } from '#shared/model/contract.ts';
import { useContractName } from '../../stores/contract-names.ts';
import type { LimitParam } from '../../stores/limit-figures.ts';
import { changeLimit } from '../../stores/risk.ts';
import { useSelection } from '../../stores/selection.ts';
import styles from './risk.module.css';

/** A list of contracts: the one that is selected can be put on it, each can be taken off. */
export function ContractList({
  code,
  param,
  isChanging,
}: {
  code: string;
  param: LimitParam;
  isChanging: boolean;
}) {
  const listed = Array.isArray(param.value) ? param.value : [];
  const selected = useSelection((state) => state.contract?.contract ?? null);
  const canAdd = selected !== null && !listed.includes(selected.contractId) && listed.length < param.max;
  const set = (contracts: number[]) => void changeLimit(code, { params: { [param.name]: contracts } });
  return (
    <div className={styles['list']} data-param={param.name}>
      <span className={styles['title']}>{param.title}</span>
      <ul aria-label={param.title}>
        {listed.length === 0 && <li className="muted">none</li>}
        {listed.map((contractId) => (
          <Listed
            key={contractId}
            contractId={contractId}
            isChanging={isChanging}
            onRemove={() => set(listed.filter((one) => one !== contractId))}
          />
        ))}
      </ul>
      <Button
        size="compact-xs"
        disabled={isChanging || !canAdd}
        title={selected === null ? 'Select a contract in the watchlist first' : undefined}
        onClick={() => selected !== null && set([...listed, selected.contractId])}
      >
        {selected === null ? 'Add the selected contract' : `Add ${contractName(selected)}`}
      </Button>
    </div>
  );
}

function Listed(props: { contractId: number; isChanging: boolean; onRemove: () => void }) {
  const name = useContractName(props.contractId);
  return (
    <li className={styles['chip']}>
      {name}
      <button
        type="button"
        aria-label={`Take ${name} off the list`}
        disabled={props.isChanging}
        onClick={props.onRemove}
      >
        <X size={11} aria-hidden />
      </button>
    </li>
  );
}
