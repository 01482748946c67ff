/** A European option and what moves it. Rates are continuous and yearly, `years` may be 0. */
export interface OptionTerms {
  readonly right: 'call' | 'put';
  readonly strike: number;
  readonly years: number;
  readonly ratePerYear: number;
  readonly yieldPerYear: number;
  readonly volatility: number;
}

/** Per unit of the underlying. Vega per 1 % of volatility, theta per calendar day, as trading screens show them. */
export interface Greeks {
  readonly price: number;
  readonly impliedVolatility: number;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  readonly underlyingPrice: number;
}

/** Value of the option. Rises with the spot for calls, falls for puts. */
export function optionPrice(terms: OptionTerms, spot: number): number {
  const { right, strike, years, ratePerYear, yieldPerYear, volatility } = terms;
  const sign = right === 'call' ? 1 : -1;
  const deviation = volatility * Math.sqrt(years);
  if (!(deviation > 0)) return Math.max(0, sign * (spot - strike));
  const d1 = d1Of(terms, spot, deviation);
  const forwardPart = spot * Math.exp(-yieldPerYear * years) * normalCumulative(sign * d1);
  const strikePart = strike * Math.exp(-ratePerYear * years) * normalCumulative(sign * (d1 - deviation));
  return Math.max(0, sign * (forwardPart - strikePart));
}

export function optionGreeks(terms: OptionTerms, spot: number): Greeks {
  const { right, strike, years, ratePerYear, yieldPerYear, volatility } = terms;
  const sign = right === 'call' ? 1 : -1;
  const price = optionPrice(terms, spot);
  const deviation = volatility * Math.sqrt(years);
  if (!(deviation > 0)) {
    const delta = sign * (spot - strike) > 0 ? sign : 0;
    return {
      price,
      impliedVolatility: volatility,
      delta,
      gamma: 0,
      vega: 0,
      theta: 0,
      underlyingPrice: spot,
    };
  }
  const d1 = d1Of(terms, spot, deviation);
  const d2 = d1 - deviation;
  const growth = Math.exp(-yieldPerYear * years);
  const discount = Math.exp(-ratePerYear * years);
  const density = Math.exp(-0.5 * d1 * d1) / Math.sqrt(2 * Math.PI);
  const decay = -(spot * growth * density * volatility) / (2 * Math.sqrt(years));
  const carry =
    -sign * ratePerYear * strike * discount * normalCumulative(sign * d2) +
    sign * yieldPerYear * spot * growth * normalCumulative(sign * d1);
  return {
    price,
    impliedVolatility: volatility,
    delta: sign * growth * normalCumulative(sign * d1),
    gamma: (growth * density) / (spot * deviation),
    vega: (spot * growth * density * Math.sqrt(years)) / 100,
    theta: (decay + carry) / 365,
    underlyingPrice: spot,
  };
}

function d1Of(
  { strike, years, ratePerYear, yieldPerYear }: OptionTerms,
  spot: number,
  deviation: number,
): number {
  return (Math.log(spot / strike) + (ratePerYear - yieldPerYear) * years) / deviation + 0.5 * deviation;
}

/**
 * Cumulative normal distribution to double precision.
 * Source: G. West, "Better approximations to cumulative normal functions" (2005), after Hart (1968).
 */
export function normalCumulative(x: number): number {
  const size = Math.abs(x);
  if (size > 37) return x > 0 ? 1 : 0;
  const density = Math.exp(-0.5 * size * size);
  let tail: number;
  if (size < 7.07106781186547) {
    let top = 3.52624965998911e-2 * size + 0.700383064443688;
    top = top * size + 6.37396220353165;
    top = top * size + 33.912866078383;
    top = top * size + 112.079291497871;
    top = top * size + 221.213596169931;
    top = top * size + 220.206867912376;
    let bottom = 8.83883476483184e-2 * size + 1.75566716318264;
    bottom = bottom * size + 16.064177579207;
    bottom = bottom * size + 86.7807322029461;
    bottom = bottom * size + 296.564248779674;
    bottom = bottom * size + 637.333633378831;
    bottom = bottom * size + 793.826512519948;
    bottom = bottom * size + 440.413735824752;
    tail = (density * top) / bottom;
  } else {
    const fraction = size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))));
    tail = density / fraction / 2.506628274631;
  }
  return x > 0 ? 1 - tail : tail;
}
