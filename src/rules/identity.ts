/** Numbers that name a payer on a receipt. Both carry a check digit, so a slip of the finger is seen at once. */

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS = '10X98765432';
const CODE_LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Citizen's identity number 公民身份号码 (GB 11643): 17 digits and a check character. */
export const isCitizenNumber = (text: string): boolean =>
  /^[1-9]\d{16}[\dX]$/.test(text) && ID_CHECKS[[...text.slice(0, 17)].reduce((sum, digit, at) => sum + Number(digit) * ID_WEIGHTS[at]!, 0) % 11] === text[17];

/** Unified social credit code 统一社会信用代码 (GB 32100): 17 characters and a check character, weights 3^n mod 31. */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return false;
  let weight = 1;
  let sum = 0;
  for (const letter of text.slice(0, 17)) {
    sum += CODE_LETTERS.indexOf(letter) * weight;
    weight = (weight * 3) % 31;
  }
  return CODE_LETTERS[(31 - (sum % 31)) % 31] === text[17];
}

/** The code of a foundation: 5 of civil affairs, 3 a foundation. Its certificate bears it since 2016. */
export const isFoundationCode = (text: string): boolean => text.startsWith('53') && isCreditCode(text);
