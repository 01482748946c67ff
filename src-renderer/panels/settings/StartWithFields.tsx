import { Radio } from '@mantine/core';
import type { StartWith } from '#shared/model/settings.ts';
import { FigureInput } from '../../components/FigureInput.tsx';
import type { TwsAddressText } from './tws-address.ts';
import styles from './StartWith.module.css';

const WAYS: readonly { readonly value: StartWith; readonly label: string; readonly text: string }[] = [
  {
    value: 'practise',
    label: 'Practise with the built-in paper gateway',
    text: 'A simulated market on this computer, behind the API of TWS. No account, no network, no money.',
  },
  {
    value: 'tws',
    label: 'Connect to TWS or IB Gateway',
    text: 'Connects to this address, now and at every start. A live account is asked about first, by name.',
  },
  {
    value: 'research',
    label: 'Research only',
    text: 'Library and backtests. Nothing is started, nothing listens.',
  },
];

/** The three ways, and the address that one of them needs. */
export function StartWithFields(props: {
  value: StartWith;
  onChange: (value: StartWith) => void;
  address: TwsAddressText;
  onAddress: (address: TwsAddressText) => void;
  problems: { readonly host: string | null; readonly port: string | null };
}) {
  const { address } = props;
  return (
    <Radio.Group aria-label="How to begin" value={props.value} onChange={(value) => props.onChange(value)}>
      <div className={styles['ways']}>
        {WAYS.map((way) => (
          <div key={way.value}>
            <Radio size="xs" value={way.value} label={way.label} description={way.text} />
            {way.value === 'tws' && props.value === 'tws' && (
              <div className={styles['address']}>
                <FigureInput
                  label="Host"
                  isText
                  value={address.host}
                  error={props.problems.host ?? undefined}
                  onChange={(host) => props.onAddress({ ...address, host })}
                />
                <FigureInput
                  label="Port"
                  hint="TWS 7497, IB Gateway 4002"
                  value={address.port}
                  error={props.problems.port ?? undefined}
                  onChange={(port) => props.onAddress({ ...address, port })}
                />
              </div>
            )}
          </div>
        ))}
      </div>
    </Radio.Group>
  );
}
