import { describe, expect, test } from 'vitest';
import { toMicros } from '../../model/money.ts';
import { AAPL, BTC, Branch, ES, EURJPY, EURUSD, GME, SPY, SPY_CALL, SPY_PUT, USDJPY, working } from './testing/branch.ts'; // prettier-ignore

describe('buying power', () => {
  // 1,000,000 of equity, 50 % to open: 2,000,000 of stock less the commission, which counts.
  test('reaches to the last share', () => {
    const branch = new Branch();
    // 9,999 shares at 200 ask for 999,900 and cost 50.00 (9,999 × 0.005 = 49.995): 1,000,000 - 49.995 is above.
    expect(branch.check(AAPL, { quantity: 9_999 })).toBe('ok');
    // 10,000 ask for all of it, and the commission of 50 is not there.
    expect(branch.check(AAPL, { quantity: 10_000 })).toBe(201);
  });

  test('says how much is missing in the words of TWS', () => {
    const checked = new Branch().accounts.check(
      'DU1',
      AAPL,
      working(1, AAPL, { quantity: 10_000 }).terms,
      [],
    );
    expect(checked).toEqual({
      ok: false,
      error: {
        code: 201,
        text: 'Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE [999950.00 USD] MUST EXCEED THE INITIAL MARGIN [1000000.00 USD]',
      },
    });
  });

  test('counts what works already', () => {
    const branch = new Branch();
    const orders = [working(1, AAPL, { quantity: 5_000 }), working(2, SPY, { quantity: 800 })];
    // 500,000 and 240,000 are asked for; 260,000 less 3 × commission is left: 2,599 shares of AAPL.
    expect(branch.check(AAPL, { quantity: 2_599 }, orders)).toBe('ok');
    expect(branch.check(AAPL, { quantity: 2_601 }, orders)).toBe(201);
    expect(branch.check(AAPL, { quantity: 2_601 }, [orders[0]!])).toBe('ok');
  });

  test('counts what has filled once: in the position, not in the order', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 3_000, 200);
    const order = working(1, AAPL, { quantity: 5_000 }, 3_000);
    expect(branch.check(AAPL, { quantity: 4_990 }, [order])).toBe('ok');
    expect(branch.check(AAPL, { quantity: 5_000 }, [order])).toBe(201);
  });

  test('a limit above the market is paid for', () => {
    const branch = new Branch();
    // 9,000 × 10 = 90,000 more than it is worth: 910,000 of equity for 900,000 of margin.
    expect(branch.check(AAPL, { type: 'LMT', limitPrice: 210, quantity: 9_000 })).toBe('ok');
    expect(branch.check(AAPL, { type: 'LMT', limitPrice: 212, quantity: 9_000 })).toBe(201);
    expect(branch.check(AAPL, { type: 'STP', stopPrice: 212, quantity: 9_000 })).toBe(201);
  });

  test('buys and sells in one contract are not added: one side or the other', () => {
    const branch = new Branch();
    const bid = working(1, AAPL, { quantity: 9_900 });
    expect(branch.check(AAPL, { side: 'sell', quantity: 9_900 }, [bid])).toBe('ok');
    expect(branch.check(SPY, { side: 'sell', quantity: 3_300 }, [bid])).toBe(201);
  });

  test('is never asked of an order that only closes, not even in debt', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 9_900, 200);
    branch.mark({ [AAPL]: 90 });
    expect(branch.figure('equityWithLoan')).toBeLessThan(0);
    expect(branch.check(AAPL, { side: 'sell', quantity: 9_900 })).toBe('ok');
    expect(branch.check(AAPL, { side: 'sell', quantity: 100, type: 'LMT', limitPrice: 50 })).toBe('ok');
    expect(branch.check(AAPL, { side: 'sell', quantity: 9_901 })).toBe('ok'); // one share short asks for less
    expect(branch.check(AAPL, { side: 'sell', quantity: 30_000 })).toBe(201);
    expect(branch.check(AAPL, { side: 'buy', quantity: 1 })).toBe(201);
  });

  test('long options are paid in full, out of the equity that counts', () => {
    const branch = new Branch();
    // 10 × 100 = 1,000 each and 0.65: 999 cost 999,649.35.
    expect(branch.check(SPY_CALL, { quantity: 999 })).toBe('ok');
    expect(branch.check(SPY_CALL, { quantity: 1_000 })).toBe(201);
    // None is left, and nothing is asked as margin: still no more.
    branch.fill(SPY_CALL, 'buy', 999, 10);
    expect(branch.figure('initialMargin')).toBe(0);
    expect(branch.check(SPY_CALL, { quantity: 1 })).toBe(201);
    expect(branch.check(SPY_CALL, { side: 'sell', quantity: 999 })).toBe('ok');
  });

  test('naked puts ask for their own value and 15 % of a broad index fund', () => {
    // (9 + 90) × 100 each, of which 900 come in: 9,000 net and 0.65. 111 leave 999,000 + 72.15.
    const branch = new Branch();
    expect(branch.check(SPY_PUT, { side: 'sell', quantity: 111 })).toBe('ok');
    expect(branch.check(SPY_PUT, { side: 'sell', quantity: 112 })).toBe(201);
  });

  test('calls are covered by shares that no order sells', () => {
    const branch = new Branch({ cash: 31_000 });
    branch.fill(SPY, 'buy', 100, 600);
    expect(branch.figure('availableFunds')).toBe(999);
    expect(branch.check(SPY_CALL, { side: 'sell', quantity: 1 })).toBe('ok');
    expect(branch.check(SPY_CALL, { side: 'sell', quantity: 2 })).toBe(201);
    const exit = working(1, SPY, { side: 'sell', quantity: 100 });
    expect(branch.check(SPY_CALL, { side: 'sell', quantity: 10 }, [exit])).toBe(201);
    branch.fill(SPY_CALL, 'sell', 1, 10);
    // 29,700 for 99 shares and 10,000 for a call that they no longer cover, against 31,998.
    expect(branch.check(SPY, { side: 'sell', quantity: 1 })).toBe(201);
    branch.mark({ [SPY]: 700, [SPY_CALL]: 105 });
    expect(branch.check(SPY_CALL, { side: 'buy', quantity: 1 })).toBe('ok');
  });

  test('futures ask so much a contract', () => {
    // 23,100 to open one ES: 43 are 993,300.
    const branch = new Branch();
    expect(branch.check(ES, { quantity: 43 })).toBe('ok');
    expect(branch.check(ES, { quantity: 44 })).toBe(201);
    expect(branch.check(ES, { side: 'sell', quantity: 44 })).toBe(201);
  });

  test('a currency that other pairs have sold on is not free to be sold again', () => {
    const branch = new Branch();
    branch.fill(EURUSD, 'buy', 20_000_000, 1.25);
    branch.fill(EURJPY, 'sell', 20_000_000, 200);
    // Long the pair, but the euros are gone: to sell them once more would be to owe them, at a price that the equity cannot bear.
    expect(branch.cash('EUR')).toBe(0);
    expect(branch.check(EURUSD, { side: 'sell', quantity: 10_000_000 })).toBe('ok');
    expect(branch.check(EURUSD, { side: 'sell', quantity: 20_000_000, type: 'LMT', limitPrice: 1.2 })).toBe(
      201,
    );
  });

  test('currencies are lent 50 to 1', () => {
    const branch = new Branch();
    // 2 % of 1.25 × 39,900,000 = 997,500; commission 0.2 basis points: 997.50.
    expect(branch.check(EURUSD, { quantity: 39_900_000 })).toBe('ok');
    expect(branch.check(EURUSD, { quantity: 40_000_000 })).toBe(201);
    expect(branch.check(USDJPY, { quantity: 20_000_000 })).toBe('ok');
  });

  test('what no exact number could count is refused, not a crash', () => {
    const branch = new Branch();
    expect(branch.check(USDJPY, { quantity: 49_000_000 })).toBe(201);
    expect(branch.check(AAPL, { quantity: 9_000_000_000 })).toBe(201);
    branch.fill(EURJPY, 'buy', 30_000_000, 200);
    expect(branch.check(EURJPY, { quantity: 9_000_000_000 })).toBe(201);
    expect(branch.check(EURJPY, { side: 'sell', quantity: 9_000_000_000 })).toBe(201);
    expect(branch.check(EURJPY, { side: 'sell', quantity: 30_000_000 })).toBe('ok');
    expect(branch.check(BTC, { quantity: 9_000_000_000, type: 'LMT', limitPrice: 80_000_000 })).toBe(201);
  });
});

describe('an order of several', () => {
  test('a bracket counts its parent, not its exits', () => {
    const branch = new Branch();
    const parent = working(1, AAPL, { quantity: 9_900, transmit: false });
    const profit = { side: 'sell', quantity: 9_900, parent: 1, type: 'LMT', limitPrice: 220 } as const;
    expect(branch.check(AAPL, profit, [parent])).toBe('ok');
    const target = working(2, AAPL, profit);
    const stop = { side: 'sell', quantity: 9_900, parent: 1, type: 'STP', stopPrice: 190 } as const;
    expect(branch.check(AAPL, stop, [parent, target])).toBe('ok');
    expect(branch.check(SPY, { quantity: 10 }, [parent, target, working(3, AAPL, stop)])).toBe('ok');
    expect(branch.check(SPY, { quantity: 40 }, [parent, target, working(3, AAPL, stop)])).toBe(201);
    // The parent has filled and is gone: its two exits close the position once.
    branch.fill(AAPL, 'buy', 9_900, 200);
    expect(branch.check(SPY, { quantity: 10 }, [target, working(3, AAPL, stop)])).toBe('ok');
  });

  test('an exit in a hard stock needs no locate beside the other', () => {
    const branch = new Branch();
    branch.fill(GME, 'buy', 5_000, 20);
    const target = working(2, GME, { side: 'sell', quantity: 5_000, parent: 1 });
    expect(branch.check(GME, { side: 'sell', quantity: 5_000, parent: 1 }, [target])).toBe('ok');
    expect(branch.check(GME, { side: 'sell', quantity: 5_000 }, [target])).toBe('held');
  });

  test('of an OCA group the largest counts, in whatever contract it asks for most', () => {
    const branch = new Branch();
    const group = [
      working(1, AAPL, { quantity: 4_000, ocaGroup: 'a' }),
      working(2, AAPL, { quantity: 5_000, ocaGroup: 'a', type: 'LMT', limitPrice: 190 }),
      working(3, SPY, { quantity: 500, ocaGroup: 'a' }),
    ];
    // 5,000 AAPL ask for 500,000.
    expect(branch.check(SPY, { quantity: 1_660 }, group)).toBe('ok');
    expect(branch.check(SPY, { quantity: 1_670 }, group)).toBe(201);
    expect(branch.check(SPY, { quantity: 1_660, ocaGroup: 'b' }, group)).toBe('ok');
    expect(branch.check(SPY, { quantity: 3_320, ocaGroup: 'a' }, group)).toBe('ok');
    // Long 4,000 AAPL already: selling them asks for nothing, so the leg in SPY is the one that counts.
    branch.fill(AAPL, 'buy', 4_000, 200);
    const way = [
      working(1, AAPL, { side: 'sell', quantity: 4_000, ocaGroup: 'c' }),
      working(2, SPY, { quantity: 1_000, ocaGroup: 'c' }),
    ];
    expect(branch.check(SPY, { quantity: 1_000 }, way)).toBe(201);
    expect(branch.check(SPY, { quantity: 990 }, way)).toBe('ok');
  });

  test('what a close may cost is no room for another order of its group', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 9_900, 200);
    // At 100 the close would lose 50,000 of the 9,950 that are free; it may. Options for 20,000 may not.
    const close = working(1, AAPL, {
      side: 'sell',
      quantity: 500,
      type: 'LMT',
      limitPrice: 100,
      ocaGroup: 'a',
    });
    expect(branch.accounts.check('DU1', AAPL, close.terms, []).ok).toBe(true);
    expect(branch.check(SPY_CALL, { quantity: 20, ocaGroup: 'a' }, [close])).toBe(201);
    expect(branch.check(SPY_CALL, { quantity: 9, ocaGroup: 'a' }, [])).toBe('ok');
  });

  test('a modify is checked in place of the order it changes', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 4_000, 200);
    const { terms } = working(7, AAPL, { quantity: 9_900 });
    const filled = working(7, AAPL, { quantity: 9_900 }, 4_000).filled;
    expect(branch.accounts.check('DU1', AAPL, terms, [], { key: 7, filled }).ok).toBe(true);
    expect(branch.accounts.check('DU1', AAPL, terms, []).ok).toBe(false);
  });
});

describe('a short sale', () => {
  test('is held until shares are found', () => {
    const branch = new Branch();
    expect(branch.check(AAPL, { side: 'sell', quantity: 100 })).toBe('ok');
    expect(branch.check(GME, { side: 'sell', quantity: 2_000 })).toBe('ok');
    expect(branch.check(GME, { side: 'sell', quantity: 2_001 })).toBe('held');
    // What an order of the account sells short is lent to it; shares sold from what it has are not.
    const other = working(1, GME, { side: 'sell', quantity: 500 });
    expect(branch.check(GME, { side: 'sell', quantity: 1_501 }, [other])).toBe('held');
    expect(branch.check(GME, { side: 'sell', quantity: 1_500 }, [other])).toBe('ok');
    branch.fill(GME, 'buy', 500, 20);
    expect(branch.check(GME, { side: 'sell', quantity: 2_000 }, [other])).toBe('ok');
  });

  test('finds less where another account is short, and more once it has bought back', () => {
    const branch = new Branch();
    branch.fill(GME, 'sell', 1_500, 20, { account: 'DU2' });
    const { terms } = working(1, GME, { side: 'sell', quantity: 600 });
    expect(branch.check(GME, { side: 'sell', quantity: 600 })).toBe('held');
    expect(branch.accounts.locate('DU1', GME, terms, []).kind).toBe('held');
    branch.fill(GME, 'buy', 1_000, 20, { account: 'DU2' });
    expect(branch.accounts.locate('DU1', GME, terms, [])).toEqual({ kind: 'found', needed: toMicros(600) });
  });

  test('is refused for crypto, whatever is there', () => {
    const branch = new Branch();
    expect(branch.check(BTC, { side: 'sell', quantity: 0.0001 })).toBe(201);
    branch.fill(BTC, 'buy', 0.5, 100_000);
    expect(branch.check(BTC, { side: 'sell', quantity: 0.5 })).toBe('ok');
    expect(branch.check(BTC, { side: 'sell', quantity: 0.5001 })).toBe(201);
    const other = working(1, BTC, { side: 'sell', quantity: 0.3 });
    expect(branch.check(BTC, { side: 'sell', quantity: 0.3 }, [other])).toBe(201);
    expect(branch.check(BTC, { side: 'sell', quantity: 0.2 }, [other])).toBe('ok');
    const parent = working(2, BTC, { quantity: 1, type: 'LMT', limitPrice: 90_000 });
    expect(branch.check(BTC, { side: 'sell', quantity: 1, parent: 2 }, [parent])).toBe('ok');
  });
});

test('what cannot be held, and what has no price, is refused', () => {
  const branch = new Branch();
  expect(branch.check(999, { quantity: 1 })).toBe(203);
  branch.marks.delete(AAPL);
  expect(branch.check(AAPL, { quantity: 1 })).toBe(201);
  expect(branch.check(AAPL, { quantity: 1, type: 'LMT', limitPrice: 200 })).toBe('ok');
});

describe('a what-if order', () => {
  const preview = (branch: Branch, conId: number, wish: Parameters<Branch['check']>[1]) =>
    branch.accounts.preview('DU1', conId, working(1, conId, wish).terms);

  test('shows margins before and after, and the commission', () => {
    const branch = new Branch();
    branch.fill(AAPL, 'buy', 100, 200);
    const before = JSON.stringify(branch.accounts.snapshot());
    expect(preview(branch, AAPL, { quantity: 1_000, type: 'LMT', limitPrice: 199 })).toEqual({
      initMarginBefore: 10_000,
      initMarginChange: 100_000,
      initMarginAfter: 110_000,
      maintMarginBefore: 5_000,
      maintMarginChange: 50_000,
      maintMarginAfter: 55_000,
      equityWithLoanBefore: 999_999,
      equityWithLoanChange: -5,
      equityWithLoanAfter: 999_994,
      commission: 5,
      minCommission: null,
      maxCommission: null,
      commissionCurrency: 'USD',
      warningText: '',
    });
    expect(JSON.stringify(branch.accounts.snapshot())).toBe(before);
  });

  test('gives a range where the book decides, and says what would be refused', () => {
    const branch = new Branch({ plan: 'tiered' });
    // 1,000 × 0.0035 and 0.0002 to clear, and 0.003 to take or -0.002 to bring.
    expect(preview(branch, AAPL, { quantity: 1_000, type: 'LMT', limitPrice: 200 })).toMatchObject({
      commission: null,
      minCommission: 1.7,
      maxCommission: 6.7,
    });
    expect(preview(branch, AAPL, { quantity: 1_000 })).toMatchObject({
      commission: 6.7,
      minCommission: null,
    });
    const tooMuch = preview(branch, AAPL, { quantity: 20_000 });
    expect(tooMuch.initMarginAfter).toBe(2_000_000);
    expect(tooMuch.warningText).toContain('INITIAL MARGIN');
    const nothing = preview(branch, AAPL, { quantity: 9_000_000_000 });
    expect(nothing.initMarginAfter).toBeNull();
    expect(nothing.warningText).toContain('beyond what the account can count');
  });

  test('of nothing says so', () => {
    expect(preview(new Branch(), SPY_CALL, { quantity: 0 })).toMatchObject({
      initMarginAfter: null,
      warningText: 'The order size cannot be zero.',
    });
    expect(new Branch().check(SPY_CALL, { quantity: 0 })).toBe('ok'); // the exchange refuses it, with 434
  });

  test('of a sale that opens nothing gives margin back', () => {
    const branch = new Branch();
    branch.fill(ES, 'buy', 2, 6_000);
    expect(preview(branch, ES, { side: 'sell', quantity: 1 })).toMatchObject({
      initMarginBefore: 46_200,
      initMarginChange: -23_100,
      maintMarginAfter: 21_000,
      commission: 2.25,
    });
  });
});
