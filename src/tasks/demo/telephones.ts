import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Foundation } from '../../people/foundations';
import type { PhoneSession } from '../../people/phone-sign-ins.service';

/** Somebody of the demo does something, signed in by their telephone for as long as it takes. */
export async function byTelephone<T>(db: DataSource, foundation: Foundation, phone: string, at: Date, act: (session: PhoneSession) => Promise<T>): Promise<T> {
  const key = randomBytes(32);
  await db.query(`INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES ($1, $2, $3, '192.0.2.1', $4, $4::timestamptz + interval '5 minutes')`, [key, foundation.id, phone, at]);
  const done = await act({ key, phone, people: [] });
  await db.query('UPDATE phone_session SET ended_at = $2 WHERE key = $1', [key, at]);
  return done;
}
