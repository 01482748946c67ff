import type { RiskLimits, RiskPlace } from '#shared/ipc/risk.ts';
import { contractName } from '#shared/model/contract.ts';
import { Choice } from '../../components/Choice.tsx';
import { useBroker } from '../../stores/broker.ts';
import { useContractName } from '../../stores/contract-names.ts';
import { chooseRiskPlace, useRisk } from '../../stores/risk.ts';
import { useSelection } from '../../stores/selection.ts';
import { placeKey } from './place.ts';
import styles from './risk.module.css';

/** Where changes are made: everywhere, in one account, in one contract. Places where something is set are always offered. */
export function PlaceChoice({ limits }: { limits: RiskLimits }) {
  const place = useRisk((state) => state.place);
  const accounts = useBroker((state) => state.status?.accounts);
  const selected = useSelection((state) => state.contract?.contract ?? null);
  const shownContract = useContractName(place.kind === 'contract' ? place.contractId : null);
  const places = new Map<string, RiskPlace>();
  const offer = (one: RiskPlace) => places.set(placeKey(one), one);
  offer({ kind: 'everywhere' });
  for (const account of accounts ?? []) offer({ kind: 'account', account });
  if (selected !== null) offer({ kind: 'contract', contractId: selected.contractId });
  for (const override of limits.overrides) offer(override.place);
  offer(place);
  const label = (one: RiskPlace) => {
    if (one.kind === 'everywhere') return 'Everywhere';
    if (one.kind === 'account') return `Account ${one.account}`;
    if (selected?.contractId === one.contractId) return contractName(selected);
    if (place.kind === 'contract' && place.contractId === one.contractId) return shownContract;
    return `Contract ${one.contractId}`;
  };
  return (
    <span className={styles['place']}>
      <span id="risk-place">Holds for</span>
      <Choice
        label=""
        className={styles['placeChoice']}
        value={placeKey(place)}
        options={[...places].map(([value, one]) => ({ value, label: label(one) }))}
        onChange={(key) => chooseRiskPlace(places.get(key) ?? { kind: 'everywhere' })}
      />
    </span>
  );
}
