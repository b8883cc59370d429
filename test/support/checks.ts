import { allChecks } from '../../src/disclosure/all-checks';
import { Log } from '../../src/ledger/log';
import type { TestApp } from './app';

/** What the named checks complain of, by name: `{}` after every journey. */
export async function complaints({ app, db }: Pick<TestApp, 'app' | 'db'>): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const check of allChecks(app.get(Log))) {
    const offences = await check.run(db);
    if (offences.length > 0) found[check.name] = offences.map(({ entry, detail }) => `${entry ?? ''} ${detail}`.trim());
  }
  return found;
}
