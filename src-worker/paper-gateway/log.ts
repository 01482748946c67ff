/** Structured: an event's name and its facts. Texts from outside must have been quoted. */
export interface GatewayLog {
  write(event: string, facts?: Readonly<Record<string, unknown>>): void;
}

export const silentLog: GatewayLog = { write: () => undefined };
