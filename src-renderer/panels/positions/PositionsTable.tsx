import { useMemo } from 'react';
import { contractName, type ContractId } from '#shared/model/contract.ts';
import type { Position } from '#shared/model/position.ts';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { SignedFigure } from '../../components/Figure.tsx';
import { Price } from '../../components/Price.tsx';
import { runCommand } from '../../commands/registry.ts';
import { unitsOf } from '../../format/money.ts';
import { shortContractName } from '../../format/contract.ts';
import { formatNumber, formatPercent, formatQuantity, formatSigned, NO_VALUE } from '../../format/number.ts';
import { formatClock, localZone } from '../../format/time.ts';
import { choosePosition, chosenPosition, positionKey, usePortfolio } from '../../stores/portfolio.ts';
import { quoteOf, useQuoteValue, useShownContracts } from '../../stores/quotes.ts';
import { useSelection } from '../../stores/selection.ts';
import styles from './positions.module.css';

const BY_NAME = [{ id: 'contract', desc: false }];

export function PositionsTable({ rows, showsAccount }: { rows: readonly Position[]; showsAccount: boolean }) {
  // The row that the keys work on, also where it was chosen by its contract.
  useSelection((state) => state.contract);
  const chosen = usePortfolio(chosenPosition);
  const key = usePortfolio((state) => state.positionKey);
  const optionIds = useSameIds(rows.filter(isOpenOption).map(({ contract }) => contract.contractId));
  useShownContracts('positions', optionIds);
  const hasOptions = optionIds.length > 0;
  const columns = useMemo(() => positionColumns(showsAccount, hasOptions), [showsAccount, hasOptions]);
  return (
    <DataTable
      label="Positions"
      pinsFirst
      rows={rows}
      columns={columns}
      rowId={positionKey}
      rowLabel={({ contract, quantity }) => `${contractName(contract)}, ${formatQuantity(quantity / 1e6)}`}
      selectedId={key ?? (chosen === null ? null : positionKey(chosen))}
      onSelect={(position) => void choosePosition(position)}
      onDelete={() => runCommand('position.close')}
      initialSort={BY_NAME}
    />
  );
}

const ORIGINS: Readonly<Record<Position['origin'], string>> = {
  traded: '',
  elsewhere: 'Opened elsewhere: the cost is the broker’s average.',
  mixed: 'A part of it was opened elsewhere, at the broker’s average cost.',
};

function positionColumns(showsAccount: boolean, hasOptions: boolean): readonly TableColumn<Position>[] {
  const account: TableColumn<Position> = {
    id: 'account',
    header: 'Account',
    width: '100px',
    value: (p) => p.account,
    cell: (p) => p.account,
  };
  return [
    {
      id: 'contract',
      header: 'Contract',
      width: hasOptions ? 'minmax(152px, 1.4fr)' : 'minmax(104px, 1.2fr)',
      value: (p) => contractName(p.contract),
      cell: (p) => (
        <span
          title={[contractName(p.contract), p.contract.localSymbol, ORIGINS[p.origin]]
            .filter((part) => part !== '')
            .join('\n')}
        >
          {shortContractName(p.contract)}
          {p.origin !== 'traded' && <span className="muted"> · elsewhere</span>}
        </span>
      ),
    },
    ...(showsAccount ? [account] : []),
    {
      id: 'quantity',
      header: 'Quantity',
      align: 'right',
      width: 'minmax(76px, 0.8fr)',
      value: (p) => p.quantity / 1e6,
      cell: (p) => <Quantity position={p} />,
    },
    {
      id: 'cost',
      header: 'Avg cost',
      align: 'right',
      width: 'minmax(82px, 0.9fr)',
      value: (p) => p.averageCost,
      cell: (p) => (
        <span title={p.averageCost === null ? undefined : String(rounded(p.averageCost, p))}>
          <Price contractId={p.contract.contractId} price={p.averageCost} />
        </span>
      ),
    },
    {
      id: 'mark',
      header: 'Price',
      align: 'right',
      width: 'minmax(82px, 0.9fr)',
      value: (p) => p.mark?.price ?? null,
      cell: (p) => <Mark position={p} />,
    },
    ...(hasOptions ? [DELTA] : []),
    amount('value', 'Value', (p) => p.amounts.marketValue, false),
    amount('unrealized', 'Unrealised', (p) => p.amounts.unrealizedPnl, true),
    amount('realized', 'Realised', (p) => p.amounts.realizedPnl, true),
    amount('day', 'Day P&L', (p) => p.amounts.dayPnl, true),
    {
      id: 'currency',
      header: 'Cur',
      width: '48px',
      value: (p) => p.contract.currency,
      cell: (p) => p.contract.currency,
    },
    {
      id: 'part',
      header: '% equity',
      align: 'right',
      width: '76px',
      value: (p) => p.equityPart,
      cell: (p) => formatPercent(p.equityPart, 1),
    },
  ];
}

/** The same array for the same ids: rows are new with every price, what is asked for is not. */
function useSameIds(ids: readonly ContractId[]): readonly ContractId[] {
  const key = ids.join(' ');
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the key says all of them
  return useMemo(() => ids, [key]);
}

function isOpenOption({ contract, quantity }: Position): boolean {
  return quantity !== 0 && (contract.securityType === 'OPT' || contract.securityType === 'FOP');
}

const DELTA: TableColumn<Position> = {
  id: 'delta',
  header: 'Delta',
  align: 'right',
  width: '76px',
  value: (p) => deltaOf(p, quoteOf(p.contract.contractId)?.delta ?? null),
  cell: (p) => <Delta position={p} />,
};

function Delta({ position }: { position: Position }) {
  const one = useQuoteValue(position.contract.contractId, (quote) => quote?.delta ?? null);
  return (
    <span title={`As many units of the underlying move alike; one option: ${formatSigned(one, 2)}`}>
      {formatSigned(deltaOf(position, one), 1)}
    </span>
  );
}

/** Units of the underlying that would gain and lose the same; null: not an option, or not computed. */
function deltaOf(position: Position, one: number | null): number | null {
  if (one === null || !isOpenOption(position)) return null;
  return one * (position.quantity / 1e6) * position.contract.multiplier;
}

function amount(
  id: string,
  header: string,
  of: (position: Position) => number | null,
  isSigned: boolean,
): TableColumn<Position> {
  return {
    ...{ id, header, align: 'right', width: 'minmax(88px, 1fr)' },
    value: (p) => unitsOf(of(p)),
    cell: (p) => {
      const value = unitsOf(of(p));
      return isSigned ? <SignedFigure value={value} /> : formatNumber(value, 2);
    },
  };
}

function Quantity({ position: { quantity, broker } }: { position: Position }) {
  const differs = broker !== null && broker.quantity !== quantity;
  const text = formatQuantity(quantity / 1e6);
  if (!differs) return text;
  return (
    <span className={styles['differs']} title={`The broker has ${formatQuantity(broker.quantity / 1e6)}`}>
      {text} ≠ {formatQuantity(broker.quantity / 1e6)}
    </span>
  );
}

function Mark({ position }: { position: Position }) {
  const { mark } = position;
  if (mark === null) return NO_VALUE;
  const source = mark.source === 'broker' ? 'As the broker values it' : 'Market data';
  return (
    <span
      className={mark.isStale ? styles['stale'] : styles['price']}
      title={`${source}, ${formatClock(mark.at, localZone())} (local)${mark.isStale ? ': not renewed since' : ''}`}
    >
      <Price contractId={position.contract.contractId} price={mark.price} />
    </span>
  );
}

/** Averages have endless decimals: as many as prices of such contracts have. */
function rounded(price: number | null, { contract }: Position): number | null {
  return price === null ? null : Number(price.toFixed(contract.securityType === 'CASH' ? 5 : 4));
}
