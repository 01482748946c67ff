/** Orders about to be sent: their whole journal step in one row, so that the flush before sending writes one page. */
export const intentMigration = {
  name: 'orders about to be sent',
  // Without a check of the JSON: it was made a moment before, and checking it would slow every order.
  sql: `
      CREATE TABLE order_intent (
        id INTEGER PRIMARY KEY,
        profile_id TEXT NOT NULL,
        step TEXT NOT NULL
      ) STRICT;`,
};
