import PDFDocument from 'pdfkit';
import { capital } from '../rules/capital';
import { grouped, type Fen } from '../rules/money';
import type { Foundation } from '../people/foundations';
import { chineseFont, wholeOf } from '../platform/pdf';
import { longDay, moment } from '../platform/views';
import { totalOf } from './voucher-page';
import type { PostingRow, VoucherFacts } from './vouchers.queries';

const MARGIN = 34;
const INK = '#17212c';
const FAINT = '#566370';
const LINE = '#8b98a5';
/** 摘要、会计科目、基金、借方、贷方 */
const COLUMNS = [0.24, 0.28, 0.2, 0.14, 0.14] as const;
const HEADS = ['摘要', '会计科目', '基金', '借方金额', '贷方金额'] as const;

/** A voucher as it is printed and filed 记账凭证, A5 landscape; a long one goes on overleaf, its sum on the last page. */
export async function voucherPdf(voucher: VoucherFacts, foundation: Foundation): Promise<Buffer> {
  const made = voucher.checkedAt ?? new Date(`${voucher.day}T00:00:00Z`);
  const doc = new PDFDocument({
    size: 'A5', layout: 'landscape', margin: MARGIN, lang: 'zh-CN', pdfVersion: '1.7', tagged: true, displayTitle: true,
    info: { Title: `记账凭证 ${voucher.no}`, Author: foundation.name, CreationDate: made, ModDate: made },
  });
  const whole = wholeOf(doc);
  const width = doc.page.width - 2 * MARGIN;
  const bottom = doc.page.height - MARGIN - 46;
  doc.registerFont('chinese', chineseFont()).font('chinese').fillColor(INK);
  const edges = COLUMNS.reduce<number[]>((all, share) => [...all, all.at(-1)! + share * width], [MARGIN]);
  const sheet = doc.struct('Sect');
  doc.addStructure(sheet);

  let y = 0;
  const rule = (): void => void doc.markContent('Artifact').moveTo(MARGIN, y).lineTo(MARGIN + width, y).lineWidth(0.6).strokeColor(LINE).stroke().endMarkedContent();
  const row = (cells: readonly string[], size: number): void => {
    const inner = (at: number): number => edges[at + 1]! - edges[at]! - 8;
    doc.fontSize(size).fillColor(INK);
    const height = Math.max(...cells.map((text, at) => doc.heightOfString(text || ' ', { width: inner(at) }))) + 8;
    if (y + height > bottom) begin();
    sheet.add(doc.struct('P', {}, () => cells.forEach((text, at) => {
      if (text) doc.fontSize(size).fillColor(INK).text(text, edges[at]! + 4, y + 4, { width: inner(at), align: at > 2 ? 'right' : 'left' });
    })));
    y += height;
    rule();
  };
  const begin = (): void => {
    if (y > 0) doc.addPage();
    sheet.add(doc.struct('P', {}, () => {
      doc.fontSize(16).fillColor(INK).text('记账凭证', MARGIN, MARGIN - 8, { width, align: 'center' });
      doc.fontSize(9).fillColor(FAINT).text(longDay(voucher.day, 'zh'), MARGIN, MARGIN + 16, { width, align: 'center' });
      doc.text(foundation.name, MARGIN, MARGIN + 2, { width: width / 3 });
      doc.text(`凭证号 ${voucher.no}`, MARGIN + (width * 2) / 3, MARGIN + 2, { width: width / 3, align: 'right' });
    }));
    y = MARGIN + 34;
    rule();
    row(HEADS, 9);
  };

  begin();
  voucher.postings.forEach((posting, at) => row([at === 0 ? voucher.what : '', accountOf(posting), posting.fund, sumOf(posting.debit), sumOf(posting.credit)], 9));
  const sum = totalOf(voucher);
  row([`合计 ${capital(sum)}`, '', '', grouped(sum), grouped(sum)], 9);

  sheet.add(doc.struct('P', {}, () => {
    const under = doc.page.height - MARGIN - 40;
    const checked = voucher.checker ? `${voucher.checker}${voucher.checkedAt ? `（${moment(voucher.checkedAt, 'zh')}）` : ''}` : '未审核';
    doc.fontSize(9).fillColor(INK).text(`制单 ${voucher.maker ?? '系统'}`, MARGIN, under, { width: width / 3 });
    doc.text(`审核 ${checked}`, MARGIN + width / 3, under, { width: width / 3, align: 'center' });
    doc.text(voucher.attached > 0 ? `附件 ${voucher.attached} 张${voucher.papers ? `：${voucher.papers}` : ''}` : `附件 ${voucher.papers ?? '见来源'}`, MARGIN + (width * 2) / 3, under, { width: width / 3, align: 'right' });
    const chain = [voucher.reverses && `冲销 ${voucher.reverses}`, voucher.reversed && `已由 ${voucher.reversed} 冲销`, voucher.factDay !== voucher.day && `业务日期 ${longDay(voucher.factDay, 'zh')}`].filter(Boolean).join('　');
    doc.fontSize(8).fillColor(FAINT).text([`来源 ${voucher.source}`, chain].filter(Boolean).join('　'), MARGIN, under + 16, { width });
  }));
  doc.end();
  return whole;
}

const sumOf = (sum: Fen | null): string => (sum === null ? '' : grouped(sum));
const accountOf = ({ code, account, place }: PostingRow): string => `${code} ${account}${place ? `（${place}）` : ''}`;
