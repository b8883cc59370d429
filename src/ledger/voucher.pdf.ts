import PDFDocument from 'pdfkit';
import { capital } from '../rules/capital';
import { grouped, type Fen } from '../rules/money';
import type { Foundation } from '../people/foundations';
import { chineseFont, wholeOf } from '../platform/pdf';
import { longDay, moment } from '../platform/views';
import { totalOf } from './voucher-page';
import type { PostingRow, VoucherFacts, Word } from './vouchers.queries';

const MARGIN = 34;
const INK = '#17212c';
const FAINT = '#566370';
const LINE = '#8b98a5';
/** 摘要、会计科目、基金、借方、贷方 */
const COLUMNS = [0.24, 0.28, 0.2, 0.14, 0.14] as const;
const HEADS = ['摘要', '会计科目', '基金', '借方金额', '贷方金额'] as const;
/** A voucher has lines for its postings and empty ones beneath, as the printed forms have. */
const LINES = 6;
const TITLES: Readonly<Record<Word, string>> = { SR: '收款凭证', PV: '付款凭证', JV: '转账凭证', CM: '承诺记录' };
const LETTERS: Readonly<Record<Word, string>> = { SR: '收', PV: '付', JV: '转', CM: '承诺' };

/**
 * Vouchers as they are printed and filed 记账凭证, each on a sheet of its own, A5 landscape; a long one goes on overleaf, its sum on the
 * last sheet. With what 会计基础工作规范 art. 51 asks of each: day, number, what for, accounts, sums, enclosures, and room for those who sign.
 */
export async function voucherPdf(vouchers: readonly VoucherFacts[], foundation: Foundation): Promise<Buffer> {
  const [first] = vouchers;
  const made = first!.checkedAt ?? new Date(`${first!.day}T00:00:00Z`);
  const doc = new PDFDocument({
    size: 'A5', layout: 'landscape', margin: MARGIN, lang: 'zh-CN', pdfVersion: '1.7', tagged: true, displayTitle: true, autoFirstPage: false,
    info: { Title: vouchers.length === 1 ? `记账凭证 ${first!.no}` : `记账凭证 ${first!.no} 至 ${vouchers.at(-1)!.no}`, Author: foundation.name, CreationDate: made, ModDate: made },
  });
  const whole = wholeOf(doc);
  doc.registerFont('chinese', chineseFont()).font('chinese');
  for (const voucher of vouchers) draw(doc, voucher, foundation);
  doc.end();
  return whole;
}

function draw(doc: PDFKit.PDFDocument, voucher: VoucherFacts, foundation: Foundation): void {
  const sheet = doc.struct('Sect');
  doc.addStructure(sheet);
  const said = (...drawn: (() => void)[]): void => void sheet.add(doc.struct('P', {}, () => drawn.forEach((one) => one())));
  const word = voucher.no.slice(0, 2) as Word;
  let width = 0;
  let bottom = 0;
  let edges: number[] = [];
  let top = 0;
  let y = 0;
  let page = 0;
  const across = (): void => void doc.markContent('Artifact').moveTo(MARGIN, y).lineTo(MARGIN + width, y).lineWidth(0.6).strokeColor(LINE).stroke().endMarkedContent();
  const frame = (): void => edges.forEach((x) => void doc.markContent('Artifact').moveTo(x, top).lineTo(x, y).lineWidth(0.6).strokeColor(LINE).stroke().endMarkedContent());
  const row = (cells: readonly string[], size = 9): void => {
    const inner = (at: number): number => edges[at + 1]! - edges[at]! - 8;
    doc.fontSize(size);
    const height = Math.max(...cells.map((text, at) => doc.heightOfString(text || ' ', { width: inner(at) }))) + 8;
    if (y + height > bottom) {
      frame();
      begin();
    }
    if (cells.some(Boolean)) said(() => cells.forEach((text, at) => {
      if (text) doc.fontSize(size).fillColor(INK).text(text, edges[at]! + 4, y + 4, { width: inner(at), align: at > 2 ? 'right' : 'left' });
    }));
    y += height;
    across();
  };
  const begin = (): void => {
    doc.addPage();
    page += 1;
    width = doc.page.width - 2 * MARGIN;
    bottom = doc.page.height - MARGIN - 46;
    edges = COLUMNS.reduce<number[]>((all, share) => [...all, all.at(-1)! + share * width], [MARGIN]);
    said(
      () => doc.fontSize(16).fillColor(INK).text(TITLES[word], MARGIN, MARGIN - 8, { width, align: 'center' }),
      () => doc.fontSize(9).text(longDay(voucher.day, 'zh'), MARGIN, MARGIN + 16, { width, align: 'center' }),
      () => doc.fillColor(FAINT).text(`核算单位 ${foundation.name}`, MARGIN, MARGIN + 2, { width: width / 3 }),
      () => doc.fillColor(INK).text(`${LETTERS[word]}字第 ${voucher.no.slice(11)} 号${page > 1 ? `（第 ${page} 页）` : ''}`, MARGIN + (width * 2) / 3, MARGIN + 2, { width: width / 3, align: 'right' }),
      () => doc.fillColor(FAINT).fontSize(8).text(voucher.no, MARGIN + (width * 2) / 3, MARGIN + 17, { width: width / 3, align: 'right' }),
    );
    y = MARGIN + 34;
    top = y;
    across();
    row(HEADS);
  };

  begin();
  voucher.postings.forEach((posting, at) => row([at === 0 ? voucher.what : '', accountOf(posting), posting.fund, sumOf(posting.debit), sumOf(posting.credit)]));
  for (let left = LINES - voucher.postings.length; left > 0 && y + 2 * 21 < bottom; left--) row(['', '', '', '', '']);
  const sum = totalOf(voucher);
  row(['合计', capital(sum), '', grouped(sum), grouped(sum)]);
  frame();

  const under = doc.page.height - MARGIN - 40;
  const checked = voucher.checker ? `${voucher.checker}${voucher.checkedAt ? `（${moment(voucher.checkedAt, 'zh')}）` : ''}` : '未审核';
  const chain = [voucher.reverses && `冲销 ${voucher.reverses}`, voucher.reversed && `已由 ${voucher.reversed} 冲销`, voucher.factDay !== voucher.day && `业务日期 ${longDay(voucher.factDay, 'zh')}`].filter(Boolean);
  // the cashier signs what money was received or paid by
  const signs = ['会计主管', '记账', `审核 ${checked}`, ...(word === 'SR' || word === 'PV' ? ['出纳'] : []), `制单 ${voucher.maker ?? '系统'}`];
  const shares = signs.map((text) => (text.startsWith('审核') ? 2 : 1));
  const all = shares.reduce((a, b) => a + b, 0);
  said(
    () => doc.fontSize(9).fillColor(INK).text(voucher.attached > 0 ? `附件 ${voucher.attached} 张${voucher.papers ? `：${voucher.papers}` : ''}` : `附件 ${voucher.papers ?? '　　张'}`, MARGIN, under - 16, { width, align: 'right', lineBreak: false, ellipsis: true }),
    ...signs.map((text, at) => () => void doc.fontSize(9).fillColor(INK).text(text, MARGIN + (width * shares.slice(0, at).reduce((a, b) => a + b, 0)) / all, under, { width: (width * shares[at]!) / all })),
    () => doc.fontSize(8).fillColor(FAINT).text([`来源 ${voucher.source}`, ...chain].join('　'), MARGIN, under + 16, { width }),
  );
}

const sumOf = (sum: Fen | null): string => (sum === null ? '' : grouped(sum));
const accountOf = ({ code, account, place }: PostingRow): string => `${code} ${account}${place ? `（${place}）` : ''}`;
