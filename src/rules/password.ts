import { Refused } from './refused';

export const PASSWORD_LENGTH = 12;

/** Of those long enough, the ones that are tried first. */
const MOST_USED = new Set([
  '123456789012', '1234567890123', '0123456789ab', '123456123456', '123123123123', '112233445566', '987654321098', 'abcdef123456', 'abc123456789', 'a12345678900', 'password1234', 'password12345', 'password123456',
  'passwordpassword', 'passw0rd1234', 'qwertyuiop12', 'qwertyuiop123', 'qwerty123456', 'qwertyuiop[]', 'qazwsxedcrfv', '1qaz2wsx3edc', '1q2w3e4r5t6y', 'asdfghjkl123', 'zxcvbnm12345', 'iloveyou1234', 'woaini1314520', 'woaini123456',
  '5201314520131', 'administrator', 'admin1234567', 'welcome12345', 'changeme1234', 'letmein12345',
]);
const FEWEST_CHARACTERS = 5;

/**
 * A password somebody may choose: long, and not one that is guessed first. No rules about capitals and signs, which make bad passwords.
 * @throws Refused
 */
export function choosePassword({ password, again, login }: { password: string; again: string; login: string }): void {
  const refuse = (code: string, facts: Record<string, string> = {}): never => {
    throw new Refused(code, { field: 'password', ...facts }, 'NIST SP 800-63B-4 3.1.1.2');
  };
  const plain = password.normalize('NFKC').toLowerCase();
  if ([...plain].length < PASSWORD_LENGTH) refuse('password-too-short', { least: String(PASSWORD_LENGTH) });
  if (plain === login || plain.replaceAll(login, '').length < FEWEST_CHARACTERS) refuse('password-is-the-name');
  if (MOST_USED.has(plain) || new Set(plain).size < FEWEST_CHARACTERS) refuse('password-too-common');
  if (password !== again) refuse('passwords-differ', { field: 'again' });
}
