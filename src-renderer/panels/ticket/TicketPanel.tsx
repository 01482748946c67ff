import { Button, Loader, SegmentedControl } from '@mantine/core';
import { Ticket } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { contractName } from '#shared/model/contract.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import { submit } from '../../commands/ticket.ts';
import { Choice } from '../../components/Choice.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { Panel } from '../../components/Panel.tsx';
import { Banner, EmptyState } from '../../components/states.tsx';
import { useBroker } from '../../stores/broker.ts';
import { useSelection } from '../../stores/selection.ts';
import { changeTicket, clearTicket, ticketAccount, useTicket } from '../../stores/ticket.ts';
import {
  countHidden,
  pricesOf,
  TICKET_TIMES,
  TICKET_TYPES,
  ticketSentence,
} from '../../stores/ticket-draft.ts';
import { ticketSend } from '../../stores/ticket-send.ts';
import { useTrading } from '../../stores/trading.ts';
import { FullFields } from './FullFields.tsx';
import { Judgement } from './Judgement.tsx';
import { LastSent } from './LastSent.tsx';
import { MarketHours } from './MarketHours.tsx';
import { PriceFields, stepPrice } from './PriceFields.tsx';
import { Presets } from './Presets.tsx';
import { QuoteStrip } from './QuoteStrip.tsx';
import { QuantityField } from './QuantityField.tsx';
import styles from './ticket.module.css';

/** One order of the selected contract, by keyboard alone if that is wanted. */
export function TicketPanel() {
  const watched = useSelection((state) => state.contract);
  return (
    <Panel>
      {watched === null ? (
        <EmptyState
          icon={Ticket}
          title="Nothing is selected to trade"
          text="Choose a symbol in the watchlist or search for one; then B opens a ticket to buy and S one to sell."
        >
          <CommandButton id="watchlist.add" variant="filled" />
        </EmptyState>
      ) : (
        <TicketForm watched={watched} />
      )}
    </Panel>
  );
}

function TicketForm({ watched }: { watched: Watched }) {
  const { draft, errors, changing, isFull, opened } = useTicket();
  const box = useRef<HTMLFormElement>(null);
  const hidden = countHidden(draft);
  useEffect(() => {
    if (opened > 0) box.current?.querySelector<HTMLInputElement>('input[aria-label="Quantity"]')?.select();
  }, [opened]);

  function onKeyDown(event: KeyboardEvent): void {
    // A key that is held down is one Enter, and the question asks for two.
    if (event.key === 'Enter' && event.repeat) event.preventDefault();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    clearTicket();
  }

  return (
    <form
      ref={box}
      className={form['form']}
      aria-label="Order ticket"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={onKeyDown}
    >
      <div className={form['scroll']}>
        <div className={styles['halted']}>
          <Halted />
        </div>
        <div className={styles['contract']}>
          <strong>{contractName(watched.contract)}</strong> <span className="muted">{watched.longName}</span>
        </div>
        <QuoteStrip watched={watched} />
        <MarketHours contractId={watched.contract.contractId} />
        {changing === null && <Presets />}
        {changing !== null && (
          <p className={form['note']}>
            Changes the order to {changing.side}; fields that it does not show stay as they are. Escape gives
            up.
          </p>
        )}
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Side"
          className={styles['side']}
          classNames={{ indicator: styles['sideChosen'] ?? '' }}
          data-side={draft.side}
          disabled={changing !== null}
          data={[
            { value: 'buy', label: 'Buy' },
            { value: 'sell', label: 'Sell' },
          ]}
          value={draft.side}
          onChange={(side) => changeTicket({ side: side })}
        />
        <div className={form['grid']}>
          <QuantityField watched={watched} />
          <Choice
            label="Type"
            value={draft.type}
            options={TICKET_TYPES.map((value) => ({ value, label: value }))}
            onChange={(type) => changeTicket({ type })}
          />
          <PriceFields watched={watched} fields={pricesOf(draft.type)} />
          <Choice
            label="Time in force"
            value={draft.timeInForce}
            options={TICKET_TIMES.map((value) => ({ value, label: value }))}
            onChange={(timeInForce) => changeTicket({ timeInForce })}
          />
          {draft.timeInForce === 'GTD' && (
            <label className={styles['instant']}>
              Good till (local)
              <input
                type="datetime-local"
                aria-label="Good till"
                aria-invalid={errors.goodTill !== undefined}
                value={draft.goodTill}
                onChange={(event) => changeTicket({ goodTill: event.currentTarget.value })}
              />
              {errors.goodTill !== undefined && <span className="loss">{errors.goodTill}</span>}
            </label>
          )}
          {changing === null && (
            <>
              <FigureInput
                label="Take profit"
                hint="optional"
                help="Adds an exit at this limit that waits for the order and is cancelled with the other exit."
                value={draft.takeProfit}
                error={errors.takeProfit}
                onKeyDown={(event) => stepPrice(event, 'takeProfit', watched)}
                onChange={(takeProfit) => changeTicket({ takeProfit })}
              />
              <FigureInput
                label="Stop loss"
                hint="optional"
                help="Adds a stop that waits for the order and is cancelled with the other exit."
                value={draft.stopLoss}
                error={errors.stopLoss}
                onKeyDown={(event) => stepPrice(event, 'stopLoss', watched)}
                onChange={(stopLoss) => changeTicket({ stopLoss })}
              />
            </>
          )}
        </div>
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={isFull}
          onClick={() => useTicket.setState({ isFull: !isFull })}
        >
          {isFull ? 'Fewer fields' : `More fields${hidden === 0 ? '' : ` (${hidden} set)`}`}
        </Button>
        {isFull && <FullFields />}
      </div>
      <Footer watched={watched} />
    </form>
  );
}

function Footer({ watched }: { watched: Watched }) {
  const { draft, changing, isAsking, isSending } = useTicket();
  const account = useBroker(() => ticketAccount());
  const send = ticketSend(
    account,
    useTrading((state) => state.status),
  );
  const sentence = ticketSentence(draft, watched);
  const order = changing === null ? sentence : `Change to: ${sentence}`;
  const text = send.kind === 'reduce-only' ? `Reduce only: ${order}` : order;
  return (
    <div className={form['footer']}>
      <Judgement watched={watched} />
      <Button
        type="submit"
        fullWidth
        className={styles['send']}
        classNames={{ label: styles['sendText'] ?? '' }}
        data-side={draft.side}
        data-asking={isAsking && !isSending}
        data-can={send.kind}
        disabled={send.kind === 'nothing'}
        aria-busy={isSending}
        leftSection={isSending ? <Loader size={12} color="currentColor" aria-hidden /> : null}
      >
        {send.kind === 'nothing'
          ? send.text
          : isSending
            ? `Sending: ${text}`
            : isAsking
              ? `Press Enter again to send: ${text}`
              : text}
      </Button>
      <span className={form['note']}>{send.kind === 'nothing' ? send.reason : `Account ${account!}`}</span>
      <LastSent />
    </div>
  );
}

/** Before anything else: whether anything can go out at all. */
function Halted() {
  const status = useTrading((state) => state.status);
  const reason = status?.reasons[0];
  if (status === null || status.state === 'active' || reason === undefined) return null;
  return (
    <Banner
      level="warning"
      actions={
        status.killSwitch.isHalted && <CommandButton id="trading.resume">Resume trading</CommandButton>
      }
    >
      {status.state === 'reducing' ? 'Only orders that make a position smaller go out. ' : ''}
      {reason.message} {reason.help}
    </Banner>
  );
}
