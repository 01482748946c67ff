/** Orders that are about to be sent: everything of their step in one row, so that the flush before the socket carries one page. */
export const intentMigration = {
  name: 'orders about to be sent',
  // Without a check of the JSON: it was made a moment before, and the check would be part of every order's road.
  sql: `
      CREATE TABLE order_intent (
        id INTEGER PRIMARY KEY,
        profile_id TEXT NOT NULL,
        step TEXT NOT NULL
      ) STRICT;`,
};
