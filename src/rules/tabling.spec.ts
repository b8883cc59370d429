import { Refused } from './refused';
import { refuseSecond, type Signer, signersMissing } from './tabling';

const signer = (n: number): Signer => ({ phone: `1380000000${n}`, name: `居民${n}`, door: `${n}号楼101` });
const NINE = Array.from({ length: 9 }, (_, n) => signer(n));
const refusal = (one: Signer, standing: readonly Signer[] = NINE): string | null => {
  try {
    refuseSecond(one, standing);
  } catch (error) {
    return (error as Refused).code;
  }
  return null;
};

it.each<readonly [string, Signer, string | null]>([
  ['a tenth that is new', { phone: '13800000010', name: '居民10', door: '10号楼101' }, null],
  ['the telephone of the ninth under another name', { ...signer(8), name: '别人', door: '别处' }, 'a-telephone-signs-once'],
  ['whoever wrote it once more', signer(0), 'a-telephone-signs-once'],
  ['a name and door that stand there, from another telephone', { ...signer(8), phone: '13800000010' }, 'a-resident-signs-once'],
  ['the same in other widths, spaces and case', { phone: '13800000010', name: ' 居民 ８', door: '８号楼　101 ' }, 'a-resident-signs-once'],
  ['somebody of the same name behind another door', { phone: '13800000010', name: '居民8', door: '8号楼102' }, null],
  ['somebody else behind the same door', { phone: '13800000010', name: '居民8之妻', door: '8号楼101' }, null],
])('%s', (_, one, code) => {
  expect(refusal(one)).toBe(code);
});

it('whoever has taken it back may sign again', () => {
  expect(refusal(signer(8), NINE.slice(0, 8))).toBeNull();
});

it.each([[1, 9], [8, 2], [9, 1], [10, 0], [11, 0]])('of ten %i have signed: %i are missing', (signed, missing) => {
  expect(signersMissing(signed, 10)).toBe(missing);
});
