import type { RiskLimits, RiskPlace } from '#shared/ipc/risk.ts';

export type RiskOverride = RiskLimits['overrides'][number];

export function isSamePlace(a: RiskPlace, b: RiskPlace): boolean {
  return placeKey(a) === placeKey(b);
}

/** One text for one place, for choices and lists. */
export function placeKey(place: RiskPlace): string {
  switch (place.kind) {
    case 'everywhere':
      return 'everywhere';
    case 'account':
      return `account ${place.account}`;
    case 'contract':
      return `contract ${place.contractId}`;
  }
}
