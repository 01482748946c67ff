import { failure } from '#shared/ipc/errors.ts';

export const CANCELLED = failure('cancelled', 'Cancelled by the user.');
