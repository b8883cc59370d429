import { ANONYMOUS, masked, shownName, withoutNumbers } from './names';

it.each([
  ['张三', '张*'],
  ['张', '张*'],
  ['王小明', '王*'],
  ['欧阳修', '欧阳*'],
  ['欧阳', '欧*'],
  ['欧阳小明', '欧阳*'],
  ['歐陽修', '歐陽*'],
  ['诸葛亮', '诸葛*'],
  ['欧阿阳', '欧*'],
  ['阿依古丽·买买提', '阿*'],
  ['𠮷田花子', '𠮷*'], // outside the basic plane: one character, two code units
  ['Zhang San', 'Z*'],
  ['Émile', 'É*'],
  ['E\u0301mile', 'E\u0301*'], // a letter with its accent apart
  ['Анна', 'А*'],
  ['  张三 ', '张*'],
  ['\u202e张三', '张*'],
])('%j is masked as %s', (name, shown) => expect(masked(name)).toBe(shown));

it.each<[Parameters<typeof shownName>[0], string]>([
  [{ display: 'anonymous', name: '张三' }, ANONYMOUS],
  [{ display: 'masked', name: '张三' }, '张*'],
  [{ display: 'full', name: '张三' }, '张三'],
  [{ display: 'full', name: null }, ANONYMOUS],
  [{ display: 'full', name: '' }, ANONYMOUS],
  [{ display: 'masked', name: ' \u200b\n' }, ANONYMOUS],
  [{ display: 'full', name: '张\u0000三\u202e' }, '张三'],
  [{ display: 'full', name: 'Ann\r\nLi' }, 'Ann Li'],
  [{ display: 'full', name: '某某（重庆）有限公司' }, '某某（重庆）有限公司'],
])('%j is shown as %s', (giver, shown) => expect(shownName(giver)).toBe(shown));

it.each([
  ['请打13800008888找我', '请打•••找我'],
  ['电话 138 0000 8888、138-0000-8888', '电话 •••、•••'],
  ['身份证 31010119800101123X', '身份证 •••'],
  ['１３８００００８８８８', '•••'],
  ['2026-11-03 到会 20 人，3 号楼 201，30,000 元', '2026-11-03 到会 20 人，3 号楼 201，30,000 元'],
])('%j is read by everybody as %s', (text, shown) => expect(withoutNumbers(text)).toBe(shown));
