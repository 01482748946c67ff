import { create } from 'zustand';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button does: "Delete SPX". */
  readonly confirm: string;
  readonly answer: (yes: boolean) => void;
}

interface DialogsState {
  readonly open: 'palette' | 'about' | 'licences' | null;
  readonly question: Question | null;
}

export const useDialogs = create<DialogsState>(() => ({ open: null, question: null }));

export function openDialog(open: DialogsState['open']): void {
  useDialogs.setState({ open });
}

/** Asks before something is done; closing the dialog is a no. */
export function ask(question: Omit<Question, 'answer'>): Promise<boolean> {
  useDialogs.getState().question?.answer(false);
  return new Promise((resolve) => {
    useDialogs.setState({
      question: {
        ...question,
        answer: (yes) => {
          useDialogs.setState({ question: null });
          resolve(yes);
        },
      },
    });
  });
}
