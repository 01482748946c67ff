/**
 * Which market of practice the rows under the profile's own id are of: before this there was one book for all markets. It is
 * the one that the settings name now, as the last one practised on; where nothing was kept, the one that settings begin with.
 */
export const practiceBookMigration = {
  name: 'a book for each market of practice',
  sql: `
      CREATE TABLE practice_book (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        seed INTEGER NOT NULL,
        is_always_open INTEGER NOT NULL CHECK (is_always_open IN (0, 1))
      ) STRICT;
      INSERT INTO practice_book SELECT 1, 1, 0;
      UPDATE practice_book SET
        seed = coalesce((SELECT json_extract(value, '$.seed') FROM setting WHERE key = 'paperGateway'), seed),
        is_always_open =
          coalesce((SELECT json_extract(value, '$.alwaysOpen') FROM setting WHERE key = 'paperGateway'), is_always_open);`,
};
