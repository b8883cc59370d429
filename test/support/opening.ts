import { Client } from 'pg';

/** Gives a trial balance that a story has entered by itself the two names that its acts would have given it. */
export async function signOpening(ownerUrl: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query(
      `WITH opening AS (SELECT * FROM journal_entry WHERE kind = 'opening balance'), prepared AS (
         INSERT INTO opening_preparation (foundation, day, certificate, registered_on, registered_sum, file_name, prepared_by, prepared_at)
         SELECT foundation, day, '53310000MJ0000001G', day, 200000000, '余额表', (SELECT min(id) FROM person), day FROM opening RETURNING *
       ), lines AS (INSERT INTO opening_line SELECT prepared.id, line, fund, account, place, debit FROM prepared, posting WHERE entry = (SELECT id FROM opening))
       INSERT INTO opening_signature SELECT id, foundation, prepared_by, (SELECT max(id) FROM person), day, (SELECT id FROM opening) FROM prepared`);
  } finally {
    await owner.end();
  }
}
