/** A code clients match on and a text people read: an error on an order, or a notice. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** Everything the exchange has to say against an order or request, under TWS's codes and in its words. */
export const refusals = {
  orderIdTaken: () => refusal(103, 'Duplicate order id'),
  filledOrderModified: () => refusal(104, 'Cannot modify a filled order.'),
  modifyMismatch: () => refusal(105, 'Order being modified does not match original order'),
  incomplete: () => refusal(107, 'Cannot transmit incomplete order.'),
  priceOffTick: () =>
    refusal(110, 'The price does not conform to the minimum price variation for this contract.'),
  tifIncompatible: (tif: string) =>
    refusal(111, `The TIF (Tif type) and the order type are incompatible. TIF: ${tif}`),
  orderNotFound: (key: number) => refusal(135, `Can't find order with id =${key}`),
  rejected: (reason: string) => refusal(201, `Order rejected - reason:${reason}`),
  cancelled: (reason: string) => refusal(202, `Order Canceled - reason:${reason}`),
  contractUnknown: () => refusal(200, 'No security definition has been found for the request'),
  typeUnsupported: () => refusal(387, 'Unsupported order type for this exchange and security type.'),
  tooSmall: () => refusal(388, 'Order size is smaller than the minimum requirement.'),
  waitsForOpen: (until: string) =>
    refusal(399, `Order Message:\nWarning: your order will not be placed at the exchange until ${until}`),
  waitsForResume: () =>
    refusal(
      399,
      'Order Message:\nWarning: trading in this contract is halted, your order waits for its resumption.',
    ),
  notLocated: () =>
    refusal(
      404,
      'Shares for this order are not immediately available for short sale. The order will be held while we attempt to locate the shares.',
    ),
  sizeIsZero: () => refusal(434, 'The order size cannot be zero.'),
  stillProcessed: () => refusal(2102, 'Unable to modify this order as it is still being processed.'),
  outsideRthIgnored: () =>
    refusal(
      2109,
      "Order Event Warning: Attribute 'Outside Regular Trading Hours' is ignored based on the order type and destination. PlaceOrder is now being processed.",
    ),
  cancelTargetNotFound: (key: number) =>
    refusal(10147, `OrderId ${key} that needs to be cancelled is not found.`),
  cancelTargetFinal: (key: number, status: string) =>
    refusal(10148, `OrderId ${key} that needs to be cancelled can not be cancelled, state: ${status}.`),
  fractionalNotViaApi: () => refusal(10243, 'Fractional-sized order cannot be placed via API.'),
  fractionalNotSupported: () => refusal(10318, "This order doesn't support fractional quantity trading"),
  ocaGroupRevised: () => refusal(10326, 'OCA group revision is not allowed.'),
} as const;

function refusal(code: number, text: string): Refusal {
  return { code, text };
}
