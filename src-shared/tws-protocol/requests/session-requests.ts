import { int, layout, text, version } from '../layout.ts';

/** Section 4: session, clock, ids, accounts known. */
export const sessionRequests = {
  startApi: layout(71, version(2), int('clientId'), text('optionalCapabilities')),
  reqCurrentTime: layout(49, version(1)),
  reqIds: layout(8, version(1), int('numIds')),
  reqManagedAccts: layout(17, version(1)),
  setServerLogLevel: layout(14, version(1), int('level')),
};
