import type { DenialView, OWN_DENIALS } from '#shared/ipc/orders.ts';

/** A denial that no pre-trade rule makes: what happened and what to do, in the same shape. */
export function ownDenial(
  code: (typeof OWN_DENIALS)[number],
  message: string,
  help: string,
  figures: Partial<Pick<DenialView, 'value' | 'limit'>> = {},
): DenialView {
  return {
    ...{ code, rule: RULE_NAMES[code], param: null, value: '', limit: '', scope: 'profile' },
    ...figures,
    ...{ missing: null, message, help },
  };
}

const RULE_NAMES: Readonly<Record<(typeof OWN_DENIALS)[number], string>> = {
  ticket: 'The ticket',
  'order-unknown': 'The order',
  'not-changeable': 'The order',
  'not-ours': 'The order',
  'message-budget': 'Messages to the broker',
  'journal-failed': 'The journal',
  'not-connected': 'The connection',
};
