/** What a page says in Chinese characters: from the first of them to the last before Latin letters, so that 午餐 12 份 stays one; and 王* is one name. */
const CHINESE = /[\p{Script=Han}（《〔“](?:[^A-Za-z<>&]*[\p{Script=Han}）》〕”。])?\**/gu;
/** Tags and their text apart. Where no element may stand inside (an option, a title, a drawing) nothing is marked. */
const PIECES = /<(svg|title|option|textarea|script|style)\b[\s\S]*?<\/\1>|<[^>]*>|[^<]+/g;

/**
 * Names, notes and places stay on an English page as somebody entered them. They are marked as Chinese, so that they are read out and
 * drawn as such (WCAG 3.1.2), wherever they stand.
 */
export function chineseMarked(html: string): string {
  let told = false;
  return html.replace(PIECES, (piece) => {
    if (piece.startsWith('<')) {
      told = /\slang="zh/.test(piece);
      return piece;
    }
    return told || !/\p{Script=Han}/u.test(piece) ? piece : piece.replace(CHINESE, (words) => (/\p{Script=Han}/u.test(words) ? `<span lang="zh-CN">${words}</span>` : words));
  });
}
