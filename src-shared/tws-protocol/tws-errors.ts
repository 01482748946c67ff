import type { ProtocolFault } from './protocol-fault.ts';

/** Clients match on the code; people read the text. */
export interface TwsError {
  readonly code: number;
  readonly text: string;
}

type Id = number;

/** Section 8 of the reference: every error and notice the gateway sends, by what it means. */
export const twsErrors = {
  // Limits and ids
  messageRateExceeded: () => error(100, 'Max rate of messages per second has been exceeded.'),
  tooManyTickers: () => error(101, 'Max number of tickers has been reached.'),
  tickerIdTaken: () => error(102, 'Duplicate ticker id'),
  requestIdTaken: () => error(322, 'Error processing request: Duplicate ticker id'),
  tickerNotFound: (tickerId: Id) => error(300, `Can't find EId with tickerId:${tickerId}`),
  tooManyDepthRequests: (max: number) =>
    error(309, `Max number (${max}) of market depth requests has been reached`),
  depthNotFound: (tickerId: Id) =>
    error(310, `Can't find the subscribed market depth with tickerId:${tickerId}`),
  tooManyTickByTick: () => error(10190, 'Max number of tick-by-tick requests has been reached.'),

  // Orders
  orderIdTaken: () => error(103, 'Duplicate order id'),
  filledOrderModified: () => error(104, 'Cannot modify a filled order.'),
  modifyMismatch: () => error(105, 'Order being modified does not match original order'),
  incompleteOrder: () => error(107, 'Cannot transmit incomplete order.'),
  priceOutOfRange: () =>
    error(109, 'Price is out of the range defined by the Percentage setting at order defaults frame.'),
  priceOffTick: () =>
    error(110, 'The price does not conform to the minimum price variation for this contract.'),
  tifIncompatible: (tif: string) =>
    error(111, `The TIF (Tif type) and the order type are incompatible. TIF: ${tif}`),
  orderNotFound: (orderId: Id) => error(135, `Can't find order with id =${orderId}`),
  notCancellable: (permId: Id) =>
    error(161, `Cancel attempted when order is not in a cancellable state. Order permId =${permId}`),
  orderRejected: (reason: string) => error(201, `Order rejected - reason:${reason}`),
  orderCancelled: (reason: string) => error(202, `Order Canceled - reason:${reason}`),
  securityNotAllowed: (symbol: string) =>
    error(203, `The security ${symbol} is not available or allowed for this account.`),
  orderTypeUnsupported: () => error(387, 'Unsupported order type for this exchange and security type.'),
  orderTooSmall: () => error(388, 'Order size is smaller than the minimum requirement.'),
  orderNotice: (notice: string) => error(399, `Order Message:\n${notice}`),
  orderWaitsForOpen: (until: string) =>
    error(399, `Order Message:\nWarning: your order will not be placed at the exchange until ${until}`),
  sharesNotAvailable: () =>
    error(
      404,
      'Shares for this order are not immediately available for short sale. The order will be held while we attempt to locate the shares.',
    ),
  sizeIsZero: () => error(434, 'The order size cannot be zero.'),
  cancelTargetNotFound: (orderId: Id) =>
    error(10147, `OrderId ${orderId} that needs to be cancelled is not found.`),
  cancelTargetFinal: (orderId: Id, state: string) =>
    error(10148, `OrderId ${orderId} that needs to be cancelled can not be cancelled, state: ${state}.`),
  fractionalNotViaApi: () => error(10243, 'Fractional-sized order cannot be placed via API.'),
  fractionalNotSupported: () => error(10318, "This order doesn't support fractional quantity trading"),
  tifPreset: () => error(10349, 'Order TIF was set to DAY based on order preset.'),
  outsideRthIgnored: () =>
    error(
      2109,
      "Order Event Warning: Attribute 'Outside Regular Trading Hours' is ignored based on the order type and destination. PlaceOrder is now being processed.",
    ),
  crossSide: () =>
    error(2137, 'Cross Side Warning: the closing order quantity is greater than your current position.'),

  // Requests
  readFailed: (why: string) => error(320, `Error reading request: ${why}`),
  validationFailed: (why: string) => error(321, `Error validating request: ${why}`),
  processingFailed: (why: string) => error(322, `Error processing request: ${why}`),
  unknownMessageId: (messageId: number | undefined) =>
    error(505, `Fatal Error: Unknown message id: ${messageId}.`),
  newsNotAllowed: () => error(10276, 'News feed is not allowed.'),

  // Data
  tickByTickFailed: (why: string) => error(10189, `Failed to request tick-by-tick data:${why}`),
  realTimeBarsFailed: (why: string) => error(420, `Invalid Real-time Query:${why}`),
  historyFailed: (why: string) => error(162, `Historical Market Data Service error message:${why}`),
  historyNotFound: (tickerId: Id) => error(366, `No historical data query found for ticker id:${tickerId}`),
  contractNotFound: () => error(200, 'No security definition has been found for the request'),
  depthNotOffered: () =>
    error(10092, 'Deep market data is not supported for this combination of security type/exchange'),
  depthHalted: () => error(316, 'Market depth data has been HALTED. Please re-subscribe.'),
  depthReset: () =>
    error(
      317,
      'Market depth data has been RESET. Please empty deep book contents before applying any new entries.',
    ),
  dataNotSubscribed: () => error(354, 'Requested market data is not subscribed.'),
  dataNeedsSubscription: () =>
    error(10089, 'Requested market data requires additional subscription for API.'),
  dataPartlySubscribed: () => error(10090, 'Part of requested market data is not subscribed.'),
  delayedDataShown: () =>
    error(10167, 'Requested market data is not subscribed. Displaying delayed market data.'),
  delayedDataDisabled: () =>
    error(10168, 'Requested market data is not subscribed. Delayed market data is not enabled.'),
  competingSession: () => error(10197, 'No market data during competing live session'),

  // Sessions and connections
  clientIdTaken: () =>
    error(326, 'Unable to connect as the client id is already in use. Retry with a unique client id.'),
  autoBindRefused: () =>
    error(327, 'Only API connections with clientId set to 0 can set the auto bind TWS orders property.'),
  connectionLost: () => error(1100, 'Connectivity between IB and Trader Workstation has been lost.'),
  connectionBackDataLost: () =>
    error(1101, 'Connectivity between IB and Trader Workstation has been restored - data lost.'),
  connectionBackDataKept: (farms: string) =>
    error(
      1102,
      `Connectivity between IB and Trader Workstation has been restored - data maintained. All data farms are connected: ${farms}.`,
    ),
  portReset: (port: number) =>
    error(
      1300,
      `TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port - ${port}`,
    ),
  accountUnsubscribed: () =>
    error(2100, 'New account data requested from TWS.  API client has been unsubscribed from account data.'),
  marketFarmBroken: (farm: string) => error(2103, `Market data farm connection is broken:${farm}`),
  marketFarmOk: (farm: string) => error(2104, `Market data farm connection is OK:${farm}`),
  historyFarmBroken: (farm: string) => error(2105, `HMDS data farm connection is broken:${farm}`),
  historyFarmOk: (farm: string) => error(2106, `HMDS data farm connection is OK:${farm}`),
  historyFarmIdle: (farm: string) =>
    error(2107, `HMDS data farm connection is inactive but should be available upon demand.${farm}`),
  marketFarmIdle: (farm: string) =>
    error(2108, `Market data farm connection is inactive but should be available upon demand.${farm}`),
  serverBroken: () =>
    error(
      2110,
      'Connectivity between Trader Workstation and server is broken. It will be restored automatically.',
    ),
  definitionFarmBroken: (farm: string) => error(2157, `Sec-def data farm connection is broken:${farm}`),
  definitionFarmOk: (farm: string) => error(2158, `Sec-def data farm connection is OK:${farm}`),
} as const;

/** What to answer to a request that could not be read. `id` is -1 when nobody can tell whose it was. */
export function errorForFault(fault: ProtocolFault): TwsError & { readonly id: number } {
  const id = fault.requestId ?? -1;
  if (fault.kind === 'unknownMessage') return { id, ...twsErrors.unknownMessageId(fault.messageId) };
  const name = fault.messageName === undefined ? '' : `${fault.messageName}: `;
  return { id, ...twsErrors.readFailed(name + fault.why) };
}

function error(code: number, text: string): TwsError {
  return { code, text };
}
