import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import { capital } from '../rules/capital';
import { dayOf } from '../rules/day';
import { grouped } from '../rules/money';
import { ANONYMOUS } from '../rules/names';
import type { Foundation } from '../people/foundations';
import { chineseFont, wholeOf } from '../platform/pdf';
import { longDay, moment } from '../platform/views';
import type { ReceiptFacts } from './giving.queries';

const MARGIN = 40;
const INK = '#17212c';
const FAINT = '#566370';
const CINNABAR = '#b0321f';
const QR_SIZE = 92;

/** A receipt as PDF, A5 landscape, Chinese first. `check` is the whole address of its check page, also in the QR code. */
export async function receiptPdf(receipt: ReceiptFacts, foundation: Foundation, check: string): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A5', layout: 'landscape', margin: MARGIN, lang: 'zh-CN', pdfVersion: '1.7', tagged: true, displayTitle: true,
    info: { Title: `捐赠收据 ${receipt.no}`, Author: foundation.name, CreationDate: receipt.paid, ModDate: receipt.paid },
  });
  const whole = wholeOf(doc);
  const width = doc.page.width - 2 * MARGIN;
  doc.registerFont('chinese', chineseFont()).font('chinese').fillColor(INK);

  const title = doc.struct('H1', {}, () => {
    doc.fontSize(18).text('捐赠收据', MARGIN, MARGIN, { width, align: 'center' });
    doc.fontSize(9).fillColor(FAINT).text(`Gift receipt · ${receipt.no}`, { width, align: 'center' });
  });
  doc.addStructure(title);
  doc.moveTo(MARGIN, 88).lineTo(MARGIN + width, 88).lineWidth(1.5).strokeColor(CINNABAR).stroke();

  const rows: readonly (readonly [string, string])[] = [
    ['捐赠人 Donor', receipt.title ?? ANONYMOUS],
    ...(receipt.identity ? [['证件或信用代码 ID', `尾号 ${receipt.identity.slice(-4)}`] as const] : []),
    ['金额 Amount', `¥${grouped(receipt.amount)}　${capital(receipt.amount)}`],
    ['用途 Purpose', receipt.principal ? `${receipt.fund.name}（留本捐赠：本金不动，只用收益）` : receipt.fund.name],
    ['捐赠时间 Paid at', `${moment(receipt.paid, 'zh')}（北京时间）`],
    ['捐赠编号 Gift number', receipt.gift],
    ...(receipt.entry ? [['账目凭证号 Ledger entry', receipt.entry] as const] : []),
    ['收款单位 Received by', `${foundation.name}　${foundation.creditCode ?? ''}`],
    ['开具日期 Issued on', longDay(receipt.issued, 'zh')],
  ];
  const table = doc.struct('Sect');
  doc.addStructure(table);
  let y = 100;
  for (const [name, value] of rows) {
    table.add(doc.struct('P', {}, () => {
      doc.fontSize(9).fillColor(FAINT).text(name, MARGIN, y + 1.5, { width: 124 });
      doc.fontSize(11).fillColor(INK).text(value, MARGIN + 128, y, { width: width - 128 - QR_SIZE - 12 });
    }));
    y = Math.max(doc.y, y + 17) + 3;
  }
  table.end();

  const qr = await QRCode.toBuffer(check, { errorCorrectionLevel: 'M', margin: 0, width: 368 });
  doc.addStructure(doc.struct('Figure', { alt: `核验网址 ${check}` }, () => doc.image(qr, MARGIN + width - QR_SIZE, 104, { width: QR_SIZE })));
  doc.addStructure(doc.struct('P', {}, () => doc.fontSize(8).fillColor(FAINT).text('扫码核验 Scan to check', MARGIN + width - QR_SIZE, 104 + QR_SIZE + 4, { width: QR_SIZE, align: 'center' })));
  if (receipt.voided) doc.addStructure(doc.struct('P', {}, () => doc.fontSize(22).fillColor(CINNABAR).text(`已作废 ${receipt.voided}`, MARGIN + width - 190, 226, { width: 190, align: 'right' })));

  doc.addStructure(doc.struct('P', {}, () => {
    doc.fontSize(8).fillColor(FAINT).text(
      `本收据由基金会出具，用于确认收到捐赠并供查账，不是财政部门监（印）制的公益事业捐赠统一票据，不能据以办理税前扣除；财政票据的号码只由财政电子票据系统给出。核验：${check}`,
      MARGIN, doc.page.height - MARGIN - 36, { width });
    doc.text(`This receipt confirms the gift; it is not the fiscal donation receipt and gives no tax deduction. Paid ${dayOf(receipt.paid)}, China time.`, { width });
  }));
  doc.end();
  return whole;
}
