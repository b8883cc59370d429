import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice of argon2id: 19 MiB, two passes. It runs beside the main thread. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Whatever keyboard it is typed on. */
const same = (password: string): string => password.normalize('NFKC');

/** argon2id is the library's default, written into the hash and checked by the table. */
export const hashPassword = (password: string): Promise<string> => hash(same(password), COST);

/** Takes as long when there is nobody to compare with: how long we think must not tell who is known. */
export async function passwordIs(kept: string | null, password: string): Promise<boolean> {
  const fits = await verify(kept ?? (await nobodys), same(password));
  return fits && kept !== null;
}

const nobodys = hashPassword('nobody has this password');
