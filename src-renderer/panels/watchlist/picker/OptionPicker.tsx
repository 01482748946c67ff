import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { ContractDetails, ContractMatch } from '#shared/model/contract.ts';
import { useNow } from '../../../components/use-now.ts';
import { shortContractName } from '../../../format/contract.ts';
import { formatNumber, formatPercent, formatPrice, formatSigned } from '../../../format/number.ts';
import { problemOf } from '../../../format/problem.ts';
import { main } from '../../../ipc/services.ts';
import { daysUntil, expiriesOf, type OptionExpiry, strikeNear } from '../../../stores/derivatives.ts';
import { useQuote, useShownContracts } from '../../../stores/quotes.ts';
import { useAsked } from '../../../stores/use-asked.ts';
import type { OnPick } from './on-pick.ts';
import { focusNext, PickList } from './PickList.tsx';
import styles from './picker.module.css';

/** What options are written on; `securityType` is that of the options. */
export type Underlying = Pick<ContractMatch, 'contractId' | 'symbol' | 'currency' | 'securityType'>;
type Pick<T, K extends keyof T> = { readonly [P in K]: T[P] };
type Right = 'call' | 'put';

const askChains = (contractId: ContractMatch['contractId'], signal: AbortSignal) =>
  main.invoke('marketData.optionChains', { contractId }, { signal });

export function OptionPicker(props: { underlying: Underlying; isFirst: boolean; onPick: OnPick }) {
  const { underlying, isFirst, onPick } = props;
  const { contractId, symbol } = underlying;
  const { asked } = useAsked(contractId, askChains, `list the options of ${symbol}`);
  const expiries = useMemo(() => expiriesOf(asked.value?.chains ?? []), [asked.value]);
  if (asked.value === null)
    return <p className={styles['state']}>{asked.problem?.title ?? 'Asking for the options…'}</p>;
  if (expiries.length === 0)
    return <p className={styles['state']}>The broker lists no option on {symbol}.</p>;
  return <Columns underlying={underlying} expiries={expiries} isFirst={isFirst} onPick={onPick} />;
}

function Columns(props: {
  underlying: Underlying;
  expiries: readonly OptionExpiry[];
  isFirst: boolean;
  onPick: OnPick;
}) {
  const { underlying, expiries, isFirst, onPick } = props;
  const { contractId } = underlying;
  const price = useQuote(contractId)?.mark ?? null;
  const [expiryId, setExpiryId] = useState(expiries[0]!.id);
  const [strikeId, setStrikeId] = useState<string | null>(null);
  const [right, setRight] = useState<Right>('call');
  const [problem, setProblem] = useState<string | null>(null);
  const expiry = expiries.find(({ id }) => id === expiryId) ?? expiries[0]!;
  const strike = expiry.strikes.find((one) => String(one) === strikeId) ?? strikeNear(expiry.strikes, price);
  const hasClasses = new Set(expiries.map(({ tradingClass }) => tradingClass)).size > 1;

  const query = useMemo(
    () => (strike === undefined ? null : optionQuery(underlying, expiry, strike, right)),
    [underlying, expiry, strike, right],
  );
  const option = useOption(query);
  const shown = useMemo(
    () => [contractId, ...(option === null ? [] : [option.contract.contractId])],
    [contractId, option],
  );
  useShownContracts('picker', shown);
  const today = useNow(MS_PER_MINUTE);

  async function choose(isWatch: boolean): Promise<void> {
    if (query === null || strike === undefined) return;
    if (option !== null) return onPick(option, isWatch);
    setProblem('Asking for the option…');
    const result = await main.invoke('marketData.find', query);
    const found = result.ok ? result.value.contracts[0] : undefined;
    if (found !== undefined) return onPick(found, isWatch);
    setProblem(
      result.ok || result.error.kind === 'failed'
        ? `There is no ${right} at ${formatNumber(strike, 2)} for ${expiry.expiry}: not every strike is listed for every expiry. Choose another.`
        : problemOf(result.error, 'look the option up').title,
    );
  }

  /** C and P choose the right from any column. */
  function onKeyDown(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    if ((key !== 'c' && key !== 'p') || event.ctrlKey || event.metaKey || event.altKey) return;
    setRight(key === 'c' ? 'call' : 'put');
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={styles['option']} onKeyDown={onKeyDown}>
      <div className={styles['columns']}>
        <PickList
          isFirst={isFirst}
          label="Expiry"
          items={expiries.map((one) => ({
            ...{ id: one.id, label: one.expiry },
            ...(hasClasses ? { hint: one.tradingClass } : {}),
          }))}
          chosen={expiry.id}
          onChoose={setExpiryId}
          onNext={() => focusNext('Strike')}
        />
        <PickList
          label="Strike"
          items={expiry.strikes.map((one) => ({
            id: String(one),
            label: formatNumber(one, one % 1 === 0 ? 0 : 2),
          }))}
          chosen={strike === undefined ? null : String(strike)}
          onChoose={setStrikeId}
          onNext={({ isEnter, isWatch }) => (isEnter ? void choose(isWatch) : focusNext('Right'))}
        />
        <PickList
          label="Right"
          items={[
            { id: 'call', label: 'Call', hint: 'C' },
            { id: 'put', label: 'Put', hint: 'P' },
          ]}
          chosen={right}
          onChoose={(id) => setRight(id as Right)}
          onNext={({ isEnter, isWatch }) => isEnter && void choose(isWatch)}
        />
      </div>
      <div className={styles['problem']} role="status">
        {problem ?? (
          <>
            {option !== null && <OptionQuote option={option} days={daysUntil(expiry.expiry, today)} />}
            {`${underlying.symbol} ${option === null ? 'is at ' : ''}${formatNumber(price, 2)}`}
          </>
        )}
      </div>
    </div>
  );
}

/** What the option costs, before it is chosen. */
function OptionQuote({ option, days }: { option: ContractDetails; days: number }) {
  const { contract, minTick } = option;
  const quote = useQuote(contract.contractId);
  return (
    <span className={styles['quote']}>
      {shortContractName(contract)}, {days} d: bid {formatPrice(quote?.bid ?? null, minTick)}, ask{' '}
      {formatPrice(quote?.ask ?? null, minTick)}, delta {formatSigned(quote?.delta ?? null, 2)}, volatility{' '}
      {formatPercent(quote?.impliedVolatility ?? null, 1)}.{' '}
    </span>
  );
}

function optionQuery(underlying: Underlying, expiry: OptionExpiry, strike: number, right: Right) {
  return {
    ...{ symbol: underlying.symbol, currency: underlying.currency, securityType: underlying.securityType },
    ...{ expiry: expiry.expiry, strike, right },
    ...{ exchange: expiry.exchange, tradingClass: expiry.tradingClass },
  };
}

/** While somebody walks through the columns, the broker is not asked for every option that is passed. */
const STILL_MS = 400;

/** What is pointed at, once it has stood still; null while it is asked for, or where none is listed. */
function useOption(query: ReturnType<typeof optionQuery> | null): ContractDetails | null {
  const [found, setFound] = useState<{ of: typeof query; option: ContractDetails | null } | null>(null);
  useEffect(() => {
    if (query === null) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      void main.invoke('marketData.find', query, { signal: abort.signal }).then((result) => {
        if (abort.signal.aborted) return;
        setFound({ of: query, option: result.ok ? (result.value.contracts[0] ?? null) : null });
      });
    }, STILL_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query]);
  return found?.of === query ? found.option : null;
}
