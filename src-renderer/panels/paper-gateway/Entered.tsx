import { type KeyboardEvent, useState } from 'react';
import { FigureInput } from '../../components/FigureInput.tsx';

/** A field that acts on Enter, or when it is left with another value. */
export function Entered(props: {
  label: string;
  hint: string;
  help: string;
  isText?: boolean;
  value: string;
  check: (text: string) => string | null;
  onEnter: (text: string) => void;
}) {
  const [text, setText] = useState(props.value);
  // Changed elsewhere, or by Enter: shown, and the focus stays where it is.
  const [shown, setShown] = useState(props.value);
  if (shown !== props.value) {
    setShown(props.value);
    setText(props.value);
  }
  const problem = props.check(text);
  function enter(): void {
    if (problem === null && text !== props.value) props.onEnter(text);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') enter();
    else if (event.key === 'Escape') setText(props.value);
  }
  return (
    <div onKeyDown={onKeyDown} onBlur={enter}>
      <FigureInput
        label={props.label}
        hint={props.hint}
        help={props.help}
        value={text}
        isText={props.isText ?? false}
        error={problem ?? undefined}
        onChange={setText}
      />
    </div>
  );
}
