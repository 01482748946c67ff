import { Component, type ErrorInfo, type ReactNode } from 'react';
import { reportFault } from '../ipc/report-fault.ts';
import { notify } from '../stores/notices.ts';
import { ErrorState } from './states.tsx';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** A fault in one panel stays in that panel. */
export class PanelBoundary extends Component<Props, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    reportFault(`panel ${this.props.title}`, error, info.componentStack);
    notify('error', `The panel ${this.props.title} failed.`, { detail: error.message });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <ErrorState
        problem={{
          title: `The panel ${this.props.title} failed. This is a fault in Tradewind.`,
          help: 'Your data and the other panels are not touched. Show it again; if it fails again, copy the details and report them.',
          details: error.stack ?? error.message,
        }}
        onRetry={() => this.setState({ error: null })}
      />
    );
  }
}
