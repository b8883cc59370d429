import { isCitizenNumber, isCreditCode, isFoundationCode } from './identity';

describe('numbers that name a payer', () => {
  it.each([
    ['11010519491231002X', true], // the example of GB 11643
    ['440524188001010014', true],
    ['110105194912310021', false],
    ['11010519491231002x', false],
    ['1101051949123100', false],
    ['', false],
  ])('citizen number %s: %s', (text, valid) => expect(isCitizenNumber(text)).toBe(valid));

  it.each([
    ['91350100M000100Y43', true], // the example of GB 32100
    ['91350100M000100Y44', false],
    ['91350100I000100Y43', false],
    ['91350100M000100Y4', false],
    ['53310000MJ0000001G', true],
    ['53310000MJ0000001g', false], // letters are capital
    ['５3310000MJ0000001G', false],
    [' 53310000MJ0000001G', false],
  ])('credit code %s: %s', (text, valid) => expect(isCreditCode(text)).toBe(valid));

  it('has one check character, whichever it is: 0 and letters too', () => {
    const letters = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
    const checks = Array.from({ length: 200 }, (_, n) => letters.filter((last) => isCreditCode(`53310000MJ${String(n).padStart(7, '0')}${last}`)));
    expect(checks.every((found) => found.length === 1)).toBe(true);
    expect(new Set(checks.flat()).size).toBe(letters.length);
  });

  it.each([['53310000MJ0000001G', true], ['91350100M000100Y43', false], ['53310000MJ0000001H', false]])('%s is of a foundation: %s', (text, its) => expect(isFoundationCode(text)).toBe(its));
});
