import { choosePassword } from './password';
import { Refused } from './refused';

const refusal = (password: string, again = password, login = 'wangfang'): string | undefined => {
  try {
    choosePassword({ password, again, login });
    return undefined;
  } catch (error) {
    return (error as Refused).code;
  }
};

it.each([
  ['梧桐里的桂花又开了一年呀', undefined], ['correct horse battery', undefined], ['Tong-shu-26!', undefined],
  ['Tong-shu-26', 'password-too-short'], ['', 'password-too-short'], ['梧桐里的桂花又开了一年', 'password-too-short'],
  ['wangfang1234', 'password-is-the-name'], ['WangFangWangFang', 'password-is-the-name'],
  ['Password1234', 'password-too-common'], ['１２３４５６７８９０１２', 'password-too-common'], ['aaaaaaaaaaaaaa', 'password-too-common'], ['121212121212', 'password-too-common'],
])('%s', (password, code) => {
  expect(refusal(password)).toBe(code);
});

it('is typed twice the same', () => {
  expect(refusal('correct horse battery', 'correct horse batteri')).toBe('passwords-differ');
});
