import PDFDocument from 'pdfkit';
import type { Foundation } from '../../people/foundations';
import { chineseFont, wholeOf } from '../../platform/pdf';
import { longDay } from '../../platform/views';
import { type Lang, wordsOf } from '../../platform/words';
import { shownText } from './agreement-words';
import type { Text } from './agreements.queries';

const MARGIN = 56;
const INK = '#17212c';
const FAINT = '#566370';

/** An agreement as it is printed and signed: Chinese first, then English, with room for both hands. The Chinese text prevails. */
export async function agreementPdf(text: Text, foundation: Foundation): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4', margin: MARGIN, lang: 'zh-CN', pdfVersion: '1.7', tagged: true, displayTitle: true,
    info: { Title: `${wordsOf('zh')('fund-agreement.title')} ${text.no}`, Author: foundation.name, CreationDate: new Date(`${text.day}T00:00:00Z`), ModDate: new Date(`${text.day}T00:00:00Z`) },
  });
  const whole = wholeOf(doc);
  doc.registerFont('chinese', chineseFont()).font('chinese');
  const root = doc.struct('Document');
  doc.addStructure(root);
  const say = (tag: 'H1' | 'H2' | 'P', words: string, size: number, colour = INK): void => void root.add(doc.struct(tag, {}, () => void doc.fontSize(size).fillColor(colour).text(words, { lineGap: 3 })));
  for (const lang of ['zh', 'en'] as const) {
    if (lang === 'en') doc.addPage();
    write(text, foundation, lang, say, doc);
  }
  doc.end();
  return whole;
}

function write(text: Text, foundation: Foundation, lang: Lang, say: (tag: 'H1' | 'H2' | 'P', words: string, size: number, colour?: string) => void, doc: PDFKit.PDFDocument): void {
  const t = wordsOf(lang);
  say('H1', t(text.fund === null || text.carried ? 'fund-agreement.title' : 'fund-agreement.supplement'), 18);
  say('P', t('fund-agreement.head', { no: text.no, day: longDay(text.day, lang), from: longDay(text.holdsFrom, lang) }), 10, FAINT);
  say('P', t('fund-agreement.between', { host: lang === 'zh' ? foundation.name : foundation.englishName, party: lang === 'zh' ? text.party : text.englishParty }), 11);
  doc.moveDown(0.5);
  shownText(text, lang).forEach(({ name, text: words }, at) => {
    say('H2', `${at + 1}. ${name}`, 11);
    say('P', words, 10.5);
    doc.moveDown(0.35);
  });
  doc.moveDown(1);
  const signed = (at: Date | null): string => (at === null ? '＿＿＿＿＿＿＿＿' : longDay(at, lang));
  say('P', `${t('fund-agreement.sign.host')} ${signed(text.hostSignedAt)}`, 10.5);
  doc.moveDown(1);
  say('P', `${t('fund-agreement.sign.founder')} ${signed(text.founderSignedAt)}`, 10.5);
  if (lang === 'en') say('P', t('fund-agreement.prevails'), 9, FAINT);
}
