import { isCitizenNumber, isCreditCode } from './identity';

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
  ])('credit code %s: %s', (text, valid) => expect(isCreditCode(text)).toBe(valid));
});
