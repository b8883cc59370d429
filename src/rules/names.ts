/** How a giver wishes to be named. Showing a name in public needs a consent of its own (PIPL 25), so nothing is shown unless chosen. */
export type Display = 'anonymous' | 'masked' | 'full';

/** What stands where no name may (CL 82). */
export const ANONYMOUS = '爱心人士';

const COMPOUND_SURNAMES = new Set((
  '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 ' +
  '司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 ' +
  '梁丘 左丘 东门 西门 第五 完颜 耶律 纳兰 叶赫 爱新 ' +
  '歐陽 司馬 東方 南宮 聞人 諸葛 尉遲 赫連 濮陽 公孫 仲孫 鍾離 長孫 鮮于 巫馬 軒轅 東郭 東門'
).split(' '));

/** The name as a public page shows it: without a consent, none at all. */
export function shownName({ display, name }: { display: Display; name: string | null }): string {
  const clean = cleanName(name ?? '');
  if (clean === '' || display === 'anonymous') return ANONYMOUS;
  return display === 'masked' ? masked(clean) : clean;
}

/**
 * A surname and one star, whatever the length: 张*, 欧阳*. A name not in Han characters keeps its first letter.
 * A name of two characters has a simple surname even if it reads like a compound one: 欧阳 is Mr 欧.
 */
export function masked(name: string): string {
  const characters = [...new Intl.Segmenter('zh').segment(cleanName(name))].map((s) => s.segment);
  const firstTwo = characters.slice(0, 2).join('');
  return `${characters.length > 2 && COMPOUND_SURNAMES.has(firstTwo) ? firstTwo : (characters[0] ?? '')}*`;
}

/** 138 **** 8000 */
export const maskedPhone = (phone: string): string => `${phone.slice(0, 3)} **** ${phone.slice(-4)}`;

/** What somebody wrote, as everybody may read it: telephone numbers and numbers of papers are taken out. */
export const withoutNumbers = (text: string): string => text.replace(/[1１][3-9３-９][0-9０-９]([ -]?[0-9０-９]{4}){2}|[0-9０-９]{7,}[xX]?/g, '•••');

/** Without control, format and unassigned characters (a name can neither break a line nor turn its direction), spaces single. */
function cleanName(name: string): string {
  return name.replace(/\s+/gu, ' ').replace(/\p{C}/gu, '').trim();
}
