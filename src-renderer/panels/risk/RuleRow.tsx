import { Button, Checkbox } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { RiskLimits, RiskRule } from '#shared/ipc/risk.ts';
import { useContractName } from '../../stores/contract-names.ts';
import { limitText } from '../../stores/limit-figures.ts';
import { changeLimit, chooseRiskPlace, useRisk } from '../../stores/risk.ts';
import { ContractList } from './ContractList.tsx';
import { LimitField } from './LimitField.tsx';
import { isSamePlace, placeKey, type RiskOverride } from './place.ts';
import styles from './risk.module.css';

/** One rule: whether it is on, its figures, what they would be, and where else it is set. */
export function RuleRow({ rule, limits }: { rule: RiskRule; limits: RiskLimits }) {
  const { code, name, canTurnOff, isOn, isOnByDefault, params } = rule;
  const place = useRisk((state) => state.place);
  const pointer = useRisk((state) => (state.pointer?.code === code ? state.pointer : null));
  const refused = useRisk((state) => (state.refused?.code === code ? state.refused.text : null));
  const isChanging = useRisk((state) => state.changing === code);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (pointer === null) return;
    box.current?.scrollIntoView({ block: 'center' });
    // The tab of the panel is drawn after this, and takes the focus if nothing inside has it.
    const frame = requestAnimationFrame(() => {
      const field = box.current?.querySelector<HTMLInputElement>(
        `[data-param="${pointer.param ?? ''}"] input`,
      );
      const target = field ?? box.current?.querySelector<HTMLInputElement>('input');
      target?.focus();
      target?.select();
    });
    return () => cancelAnimationFrame(frame);
  }, [pointer]);

  const overrides = limits.overrides.filter((one) => one.code === code);
  const here = overrides.find((one) => isSamePlace(one.place, place));
  return (
    <div
      ref={box}
      className={styles['rule']}
      role="group"
      aria-label={name}
      data-off={!isOn}
      data-pointed={pointer !== null}
    >
      <div className={styles['head']}>
        {canTurnOff ? (
          <Checkbox
            label={
              <>
                {name} {!isOn && <span className="muted">off</span>}
              </>
            }
            aria-label={name}
            checked={isOn}
            disabled={isChanging}
            title={`Rule ${code}; ${isOnByDefault ? 'on' : 'off'} by default`}
            onChange={(event) => void changeLimit(code, { isOn: event.currentTarget.checked })}
          />
        ) : (
          <span title={`Rule ${code}; it cannot be turned off`}>
            {name} <span className="muted">always on</span>
          </span>
        )}
        <Where rule={rule} here={here} isChanging={isChanging} />
      </div>
      {params.map((param) =>
        param.unit === 'contracts' ? (
          <ContractList key={param.name} code={code} param={param} isChanging={isChanging} />
        ) : (
          <LimitField
            key={`${param.name} ${String(param.value)} ${placeKey(place)}`}
            code={code}
            param={param}
            currency={limits.currency}
            isChanging={isChanging}
          />
        ),
      )}
      {overrides.some((one) => one !== here) && (
        <div className={styles['elsewhere']}>
          {overrides
            .filter((one) => one !== here)
            .map((one) => (
              <Elsewhere key={placeKey(one.place)} override={one} rule={rule} currency={limits.currency} />
            ))}
        </div>
      )}
      {refused !== null && (
        <div className={styles['refused']} role="alert">
          {refused}
        </div>
      )}
    </div>
  );
}

/** Where the narrowest word about it comes from; what is set in the place shown can be taken back. */
function Where(props: { rule: RiskRule; here: RiskOverride | undefined; isChanging: boolean }) {
  const { rule, here, isChanging } = props;
  if (here === undefined) {
    return (
      <span className={styles['where']}>
        {rule.scope === 'profile' ? 'default' : `set ${SCOPES[rule.scope]}`}
      </span>
    );
  }
  const nothing = Object.fromEntries(Object.keys(here.params).map((name) => [name, null]));
  return (
    <>
      <span className={styles['where']} data-here>
        set here
      </span>
      <Button
        size="compact-xs"
        variant="subtle"
        disabled={isChanging}
        onClick={() => void changeLimit(rule.code, { isOn: null, params: nothing })}
      >
        Take back
      </Button>
    </>
  );
}

const SCOPES = {
  everywhere: 'everywhere',
  account: 'for the account',
  contract: 'for the contract',
} as const;

/** What another place says; a press goes there. */
function Elsewhere({
  override,
  rule,
  currency,
}: {
  override: RiskOverride;
  rule: RiskRule;
  currency: string;
}) {
  const { place, isOn, params } = override;
  const contract = useContractName(place.kind === 'contract' ? place.contractId : null);
  const where =
    place.kind === 'everywhere'
      ? 'Everywhere'
      : place.kind === 'account'
        ? `Account ${place.account}`
        : contract;
  const figures = rule.params
    .filter(({ name }) => params[name] !== undefined)
    .map((param) => limitText(param, params[param.name]!, currency));
  const what = [...(isOn === null ? [] : [isOn ? 'on' : 'off']), ...figures].join(', ');
  return (
    <button
      type="button"
      className={styles['chip']}
      title="Show the limits of this place"
      onClick={() => chooseRiskPlace(place)}
    >
      {where}: {what}
    </button>
  );
}
