/** Lines of text laid over the panes of a chart, written to directly: they change with every move of the mouse. */
export interface Legend {
  /** Bold first, then plain. */
  write(title: string, text: string): void;
  place(top: number): void;
  remove(): void;
}

export function createLegend(frame: HTMLElement, className: string): Legend {
  const element = document.createElement('div');
  const bold = document.createElement('b');
  const plain = document.createElement('span');
  element.className = className;
  element.append(bold, plain);
  frame.append(element);
  return {
    write(title, text) {
      bold.textContent = title;
      plain.textContent = text === '' ? '' : `  ${text}`;
    },
    place(top) {
      element.style.top = `${top}px`;
    },
    remove() {
      element.remove();
    },
  };
}
