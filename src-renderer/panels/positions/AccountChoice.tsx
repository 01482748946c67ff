import { Select } from '@mantine/core';
import { usePortfolio } from '../../stores/portfolio.ts';

const ALL = 'all';

/** Which account is shown; nothing to choose where there is one. */
export function AccountChoice({ hasAll = true }: { hasAll?: boolean }) {
  const accounts = usePortfolio((state) => state.view?.accounts);
  const account = usePortfolio((state) => state.account);
  if (accounts === undefined || accounts.length < 2) return null;
  const names = accounts.map((one) => one.account);
  return (
    <Select
      aria-label="Account"
      w={150}
      data={[...(hasAll ? [{ value: ALL, label: 'All accounts' }] : []), ...names]}
      value={account ?? (hasAll ? ALL : names[0]!)}
      allowDeselect={false}
      onChange={(value) => usePortfolio.setState({ account: value === ALL ? null : value })}
    />
  );
}
