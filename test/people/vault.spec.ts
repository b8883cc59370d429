import { Vault } from '../../src/people/vault';
import type { Config } from '../../src/platform/config';

const vault = (sessionSecret: string): Vault => new Vault({ sessionSecret } as Config);

it('opens what it closed for one person, and nothing that was moved, altered or closed under another secret', () => {
  const here = vault('one secret of thirty-two characters');
  const box = here.close('JBSWY3DPEHPK3PXP', 7);
  expect(here.open(box, 7)).toBe('JBSWY3DPEHPK3PXP');
  expect(box.includes('JBSWY3DP')).toBe(false);
  expect(here.close('JBSWY3DPEHPK3PXP', 7).equals(box)).toBe(false);
  expect(here.open(box, 8)).toBeNull();
  expect(vault('another secret of thirty-two chars').open(box, 7)).toBeNull();
  expect(here.open(Buffer.from(box.map((byte, at) => (at === box.length - 1 ? byte ^ 1 : byte))), 7)).toBeNull();
  expect(here.open(Buffer.alloc(5), 7)).toBeNull();
});

it('hashes codes on paper so that the rows alone do not tell them', () => {
  expect(vault('a').hashOfCode('K7M29QXA2222').equals(vault('b').hashOfCode('K7M29QXA2222'))).toBe(false);
  expect(vault('a').demoSecret('limin')).toMatch(/^[A-Z2-7]{32}$/);
});
