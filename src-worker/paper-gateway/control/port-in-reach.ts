import { PORT_COUNT } from '#shared/model/paper-gateway.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

/**
 * Listens on the wanted port or the next free one: a gateway of the command line, or of another window, may have the first.
 *
 * @param wanted 0: any free port
 * @param listen rejects as Node does
 * @returns the port; codes `port-in-use`, `cannot-listen`
 */
export async function listenInReach(
  wanted: number,
  listen: (port: number) => Promise<number>,
): Promise<Result<number, ServiceFailure>> {
  const last = Math.min(65_535, wanted + PORT_COUNT - 1);
  for (let port = wanted; port <= last; port++) {
    try {
      return ok(await listen(port));
    } catch (thrown) {
      const { code, message } = thrown as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE') {
        return err(failure('cannot-listen', `The paper gateway cannot listen on port ${port}: ${message}.`));
      }
    }
  }
  return err(
    failure(
      'port-in-use',
      `The ports ${wanted} to ${last} of this computer are all in use.`,
      'Close a program that uses one of them, then start the paper gateway again.',
    ),
  );
}
