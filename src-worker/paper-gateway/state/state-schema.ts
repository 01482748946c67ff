import type { Migration } from '#shared/node/migrations.ts';

/** Lists whose rows are kept one by one (kept-rows.ts). */
const LISTS = {
  scenario: 'INTEGER',
  position: 'TEXT',
  filled_today: 'INTEGER',
  client: 'INTEGER',
  live_ticket: 'INTEGER',
  ended_ticket: 'INTEGER',
  execution: 'TEXT',
  market: 'INTEGER',
  live_order: 'INTEGER',
  ended_order: 'INTEGER',
  timer: 'INTEGER',
} as const;

export type ListName = keyof typeof LISTS;

/** Bodies are JSON: their shapes and versions are those of the snapshots that they make up (gateway-state.ts). */
export const STATE_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'the state of a paper gateway',
    sql: [
      'CREATE TABLE part (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID',
      ...Object.entries(LISTS).map(
        ([name, type]) =>
          `CREATE TABLE ${name} (id ${type} PRIMARY KEY, position INTEGER NOT NULL, body TEXT NOT NULL) STRICT`,
      ),
    ].join(';\n'),
  },
];
