import { afterEach, expect, test } from 'vitest';
import type { PortfolioView } from '#shared/ipc/portfolio.ts';
import type { ConnectionStatus } from '#shared/model/connection.ts';
import type { Position } from '#shared/model/position.ts';
import { useBroker } from '../stores/broker.ts';
import { useNotices } from '../stores/notices.ts';
import { positionKey, usePortfolio } from '../stores/portfolio.ts';
import { useTicket } from '../stores/ticket.ts';
import { positionCommands } from './positions.ts';

const command = (id: string) => positionCommands.find((one) => one.id === id)!;
const contract = { contractId: 9, symbol: 'AAPL', securityType: 'STK', localSymbol: '', expiry: null };

afterEach(() => {
  useBroker.setState({ status: null });
  usePortfolio.setState({ view: null, positionKey: null });
});

test('a position of another account than the one that orders go to is named with it, and opens no ticket that would trade here', async () => {
  const position = { account: 'DU2', contract, quantity: 100e6 } as Position;
  const accounts = [{ account: 'DU1' }, { account: 'DU2' }];
  usePortfolio.setState({
    view: { accounts, positions: [position] } as PortfolioView,
    positionKey: positionKey(position),
  });
  useBroker.setState({ status: { account: 'DU1', accounts: ['DU1', 'DU2'] } as ConnectionStatus });
  expect(command('position.close').title).toContain('in DU2');
  const { opened } = useTicket.getState();
  await command('position.reverse').run();
  expect(useTicket.getState().opened).toBe(opened);
  expect(useNotices.getState().notices[0]?.title).toBe('DU2 holds AAPL, and the ticket sends to DU1.');
});
