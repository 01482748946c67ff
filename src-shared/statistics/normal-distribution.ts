import { errorFunction, probit } from 'simple-statistics';

/** Share of the standard normal distribution below x; to 1e-7. */
export function normalShareBelow(x: number): number {
  return (1 + errorFunction(x / Math.SQRT2)) / 2;
}

/** The x below which this share of the standard normal distribution lies. @param share above 0 and below 1 */
export function normalQuantile(share: number): number {
  let x = probit(share);
  // The library's first guess is good to 1e-2; Newton's steps make the two functions each other's inverse.
  for (let step = 0; step < 4; step++) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    x -= (normalShareBelow(x) - share) / Math.max(density, 1e-12);
  }
  return x;
}
