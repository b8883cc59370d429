import { Client } from 'pg';
import { createRolesAndDatabase } from '../../src/platform/local-database';
import { migrate, refuseUnmigrated } from '../../src/tasks/migrate';
import { set } from '../support/database';

describe('migrations', () => {
  const name = `fresh_${process.pid}`;
  const superuserUrl = () => set('TEST_SUPERUSER_URL');
  const urlAs = (role: string): string => superuserUrl().replace(/\/\/\w+@\/\w+/, `//${role}@/${name}`);
  beforeAll(async () => {
    await createRolesAndDatabase(superuserUrl(), name);
    await createRolesAndDatabase(superuserUrl(), name); // a start that was killed half-way begins again
  });
  afterAll(async () => {
    const client = new Client({ connectionString: superuserUrl() });
    await client.connect();
    await client.query(`DROP DATABASE ${name}`);
    await client.end();
  });

  it('run once, in order, by one migrator at a time', async () => {
    await expect(refuseUnmigrated(urlAs('sizhu_app'))).rejects.toThrow('npm run migrate');
    const [first = [], second = []] = await Promise.all([migrate(urlAs('sizhu_owner')), migrate(urlAs('sizhu_owner'))]);
    const done = [...first, ...second];
    expect(done[0]).toBe('Platform0000000000001');
    expect(done).toEqual([...new Set(done)].sort((a, b) => Number(a.slice(-13)) - Number(b.slice(-13))));
    expect([first.length, second.length].includes(0)).toBe(true);
    expect(await migrate(urlAs('sizhu_owner'))).toEqual([]);
    await refuseUnmigrated(urlAs('sizhu_app'));
  });
});
