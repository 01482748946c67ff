import type {
  ConnectionProfile,
  ConnectionTrouble,
  ConnectionTroubleKind,
} from '#shared/model/connection.ts';

/** How far a connection had come when it ended. */
export type ConnectStage = 'opening' | 'opened' | 'greeted' | 'started';

const USUAL_PORTS = 'TWS: 7496 live, 7497 paper; IB Gateway: 4001 live, 4002 paper';
const API_SETTINGS =
  'In TWS: File, Global Configuration, API, Settings (in IB Gateway: Configure, Settings, API)';

/** A connection that ended before it was of use: what happened, and what to do, recognised from how it ended. */
export function endedEarly(
  { host, port, kind }: ConnectionProfile,
  stage: ConnectStage,
  error: Error | null,
): ConnectionTrouble {
  const place = `${host}:${port}`;
  // A reset comes from somebody who is there: TWS drops so those it does not trust.
  if (stage === 'opening' && error !== null && !error.message.includes('ECONNRESET')) {
    if (error.message.includes('ECONNREFUSED')) return refused(place, kind);
    return trouble('unreachable', `${place} cannot be reached: ${error.message}.`, [
      'Look at the host name and whether this machine is on the network.',
    ]);
  }
  if (stage === 'greeted')
    return trouble('dropped-before-start', `TWS at ${place} answered and closed the connection before it started.`, [
      'Another program may use the client id: choose another one in the profile.',
      'If TWS restarts at this moment, the next try will do.',
    ]); // prettier-ignore
  return trouble('dropped-before-start', `${place} closed the connection before it said anything.`, [
    `${API_SETTINGS}: add ${host} of this machine to the trusted addresses, or accept the connection when TWS asks.`,
    'Enable ActiveX and Socket Clients there, if that is not ticked.',
  ]);
}

export function didNotAnswer(
  { host, port }: ConnectionProfile,
  stage: ConnectStage,
  seconds: number,
): ConnectionTrouble {
  const place = `${host}:${port}`;
  if (stage === 'opening')
    return trouble('unreachable', `${place} did not accept a connection within ${seconds} s.`, [
      'Look at the host name, the port and any firewall between.',
    ]);
  if (stage === 'greeted' || stage === 'started')
    return trouble('no-start', `TWS at ${place} answered, but told no order id or account within ${seconds} s.`, [
      'Look whether TWS is still logging in or shows a dialog, and finish it.',
      'Another client with the same id may still be connected.',
    ]); // prettier-ignore
  return trouble('no-answer', `${place} accepted the connection and said nothing for ${seconds} s.`, [
    'TWS may be asking whether to accept the connection: look at its window.',
    `It may be another program: ${USUAL_PORTS}.`,
  ]);
}

export function notTws({ host, port }: ConnectionProfile, beginning: string): ConnectionTrouble {
  // Only what can be read: it comes from nobody knows where.
  const said = beginning.replace(/[^\x20-\x7e]+/g, ' ').trim();
  const words = said === '' ? '' : ` It said: ${said}`;
  return trouble('not-tws', `Another program than TWS answers at ${host}:${port}.${words}`, [
    `Look at the port in the profile. ${USUAL_PORTS}.`,
  ]);
}

export function clientIdInUse({ clientId }: ConnectionProfile): ConnectionTrouble {
  return trouble('client-id-in-use', `Another program is connected with client id ${clientId}.`, [
    'Close it, or choose another client id in the profile: orders belong to the id that sent them.',
  ]);
}

export function versionUnsupported(text: string): ConnectionTrouble {
  return trouble('version-unsupported', `TWS speaks a version that is not understood: ${text}.`, [
    'Install the stable version of TWS or IB Gateway.',
  ]);
}

/** Names of paper accounts begin with D. null: all is as the profile says. */
export function accountTrouble(
  { kind, account }: ConnectionProfile,
  accounts: readonly string[],
): ConnectionTrouble | null {
  if (accounts.length === 0)
    return trouble('account-missing', 'TWS told no account.', [
      'Look at its window: the login may not be complete.',
    ]);
  const wrong = accounts.filter((name) => isPaperAccount(name) !== (kind !== 'live'));
  if (wrong.length > 0) {
    const expected = kind === 'live' ? 'live' : 'paper';
    const found = kind === 'live' ? 'paper' : 'LIVE';
    return trouble('wrong-account-kind', `The profile is for a ${expected} account; ${wrong.join(', ')} is ${found}.`, [
      kind === 'live'
        ? 'Log in to the live account, or use a paper profile.'
        : 'Nothing was sent. Log in to the paper account, or look at the port.',
      `Usual ports: ${USUAL_PORTS}.`,
    ]); // prettier-ignore
  }
  if (account !== null && !accounts.includes(account))
    return trouble(
      'account-missing',
      `TWS has ${accounts.join(', ')}, and not ${account}, which this connection is for.`,
      ['Choose an account that is there, or log in as another user.'],
    );
  return null;
}

function isPaperAccount(name: string): boolean {
  return /^D[A-Z]/.test(name);
}

export function portMoved({ port }: ConnectionProfile, to: number | null): ConnectionTrouble {
  const where = to === null ? 'to another port' : `from port ${port} to ${to}`;
  return trouble('port-moved', `TWS has moved its API ${where}.`, [
    'Change the port in the profile, if that was meant: another port can be another account.',
  ]);
}

export function fellSilent(seconds: number): ConnectionTrouble {
  return trouble('silent', `TWS said nothing for ${seconds} s and did not answer; the connection was given up.`, [
    'Orders at the broker stay as they are. It reconnects by itself.',
  ]); // prettier-ignore
}

export function farmBroken(minutes: number): ConnectionTrouble {
  return trouble('closed', `A data farm was broken for ${minutes} minutes; the connection was given up for a new one.`, [
    'Orders at the broker stay as they are. It reconnects by itself.',
  ]); // prettier-ignore
}

/** @param isInReset at a time at which the broker restarts its servers */
export function wasClosed(error: Error | null, isInReset: boolean): ConnectionTrouble {
  const why = error === null ? '' : ` (${error.message})`;
  return trouble('closed', `TWS closed the connection${why}.`, [
    isInReset
      ? 'The broker restarts its servers at this time of day: that is to be expected.'
      : 'TWS restarts once a day, at the time set in its configuration.',
    'Orders at the broker stay as they are. It reconnects by itself.',
  ]);
}

export function synchronisationFailed(why: string): ConnectionTrouble {
  return trouble('synchronisation-failed', `Orders and positions could not be compared: ${why}.`, [
    'Trading stays halted until they are. It tries again by itself.',
  ]);
}

export function readOnlyApi(): ConnectionTrouble {
  return trouble('read-only', 'TWS is set to read-only: it tells prices and positions and takes no orders.', [
    `${API_SETTINGS}: take the tick from Read-Only API.`,
    'Orders are asked for again every few seconds; trading resumes by itself.',
  ]); // prettier-ignore
}

export function notConfirmed({ name }: ConnectionProfile): ConnectionTrouble {
  return trouble('not-confirmed', `${name} was not connected: the live account was not confirmed.`, [
    'Connect again and confirm the account, or choose a paper profile.',
  ]);
}

function refused(place: string, kind: ConnectionProfile['kind']): ConnectionTrouble {
  if (kind === 'practice')
    return trouble('refused', `The paper gateway does not listen at ${place}.`, ['Start it in its panel.']);
  return trouble('refused', `Nobody listens at ${place}.`, [
    'Start TWS or IB Gateway and log in.',
    `${API_SETTINGS}: tick Enable ActiveX and Socket Clients, and look at the socket port there.`,
    `Usual ports: ${USUAL_PORTS}.`,
  ]);
}

function trouble(kind: ConnectionTroubleKind, message: string, help: readonly string[]): ConnectionTrouble {
  return { kind, message, help: [...help] };
}
