// Strategies that go wrong in every way one can. Plain JavaScript, because worker threads load it as it stands.
import { existsSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const faults = {
  throws() {
    throw new Error('the strategy has a bug');
  },
  hangs() {
    for (;;);
  },
  exits() {
    process.exit(3);
  },
  'runs-out-of-memory'() {
    // In a moment: on a busy machine it must come before the limit for a bar.
    const hoard = [];
    for (;;) hoard.push(new Array(10_000).fill(0));
  },
  slow() {
    const end = performance.now() + 0.2;
    while (performance.now() < end);
  },
};

const size = z.number().int().default(1);

export default [
  ...Object.entries(faults).map(([id, onBar]) => ({
    id,
    title: id,
    description: 'For tests.',
    parameters: z.strictObject({ size }),
    create: () => ({ onBar }),
  })),
  {
    id: 'exits-for-three',
    title: 'exits for three',
    description: 'For tests: ends its thread where its parameter is 3.',
    parameters: z.strictObject({ size }),
    create: (/** @type {{ size: number }} */ parameters) => ({
      onBar: () => {
        if (parameters.size === 3) process.exit(3);
      },
    }),
  },
  {
    id: 'exits-once',
    title: 'exits once',
    description:
      'For tests: ends its thread the first time that its parameter is 3, then trades like the others.',
    parameters: z.strictObject({ size, marker: z.string().default('') }),
    create: (/** @type {{ size: number, marker: string }} */ parameters) => {
      let bar = 0;
      return {
        onBar(/** @type {{ enterLong(): void, exit(): void }} */ context) {
          bar++;
          if (parameters.size === 3 && bar === 40 && !existsSync(parameters.marker)) {
            writeFileSync(parameters.marker, '');
            process.exit(3);
          }
          if (bar % (7 * parameters.size) === 0) context.enterLong();
          else if (bar % (5 * parameters.size) === 0) context.exit();
        },
      };
    },
  },
];
