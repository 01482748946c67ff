import { useState } from 'react';
import { chooseStartWith } from '../../commands/start-with.ts';
import { useSettings } from '../../stores/settings.ts';
import { StartWithFields } from './StartWithFields.tsx';
import { readTwsAddress } from './tws-address.ts';

/** The choice of the first start, changed: kept as soon as it is whole. */
export function StartWithSetting() {
  const kept = useSettings((settings) => settings.twsAddress);
  const startWith = useSettings((settings) => settings.startWith) ?? 'practise';
  const [text, setText] = useState({ host: kept.host, port: String(kept.port) });
  const { address, problems } = readTwsAddress(text);
  return (
    <div
      onBlur={() => {
        const isChanged = address !== null && (address.host !== kept.host || address.port !== kept.port);
        if (isChanged) void chooseStartWith(startWith, address);
      }}
    >
      <StartWithFields
        {...{ value: startWith, address: text, onAddress: setText, problems }}
        onChange={(chosen) => void chooseStartWith(chosen, address ?? kept)}
      />
    </div>
  );
}
