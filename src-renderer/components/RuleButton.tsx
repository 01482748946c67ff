import { Button } from '@mantine/core';
import type { DenialView } from '#shared/ipc/orders.ts';
import { isRule, showDeniedRule } from '../stores/risk.ts';

interface RuleButtonProps {
  readonly denial: DenialView;
  readonly account: string | null;
  readonly contractId: number | null;
}

/** From a refusal to the rule that made it. Nothing where it was no rule of ours. */
export function RuleButton({ denial, account, contractId }: RuleButtonProps) {
  if (!isRule(denial)) return null;
  return (
    <Button size="compact-xs" onClick={() => showDeniedRule(denial, { account, contractId })}>
      {denial.param === null ? 'Show the rule' : 'Change the limit'}
    </Button>
  );
}
