import PDFDocument from 'pdfkit';
import { chineseFont, wholeOf } from '../platform/pdf';
import { longDay } from '../platform/views';
import { capital } from '../rules/capital';
import type { Day } from '../rules/day';
import { grouped } from '../rules/money';
import type { CertificateSheet } from './certificate-sheet';

const MARGIN = 56;
const INK = '#17212c';
const FAINT = '#566370';
const LINE = '#8b98a5';
const NOT_YET = '（未填）';
/** 发起人、到账日期、银行流水号、金额 */
const COLUMNS = [0.4, 0.2, 0.2, 0.2] as const;

/** The data sheet of the registration as it is printed 登记事项数据单, A4: what the registrar's form and the certificate are filled in from. */
export async function certificatePdf(sheet: CertificateSheet, { today, at }: { today: Day; at: Date }): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4', margin: MARGIN, lang: 'zh-CN', pdfVersion: '1.7', tagged: true, displayTitle: true, info: { Title: `登记事项数据单 ${sheet.name}`, Author: sheet.name, CreationDate: at, ModDate: at },
  });
  const whole = wholeOf(doc);
  const width = doc.page.width - 2 * MARGIN;
  doc.registerFont('chinese', chineseFont()).font('chinese').fillColor(INK);
  doc.addStructure(doc.struct('H1', {}, () => void doc.fontSize(18).text('登记事项数据单', MARGIN, MARGIN, { width, align: 'center' })));
  const body = doc.struct('Sect');
  doc.addStructure(body);
  let y = MARGIN + 38;
  const room = (height: number): void => {
    if (y + height <= doc.page.height - MARGIN - 30) return;
    doc.addPage();
    y = MARGIN;
  };
  const across = (): void => void doc.markContent('Artifact').moveTo(MARGIN, y).lineTo(MARGIN + width, y).lineWidth(0.6).strokeColor(LINE).stroke().endMarkedContent();
  const fact = (name: string, value: string | null): void => {
    doc.fontSize(11);
    const height = Math.max(doc.heightOfString(value ?? NOT_YET, { width: width - 130 }), 15) + 9;
    room(height);
    body.add(doc.struct('P', {}, () => {
      doc.fontSize(10).fillColor(FAINT).text(name, MARGIN, y + 5, { width: 124 });
      doc.fontSize(11).fillColor(value === null ? FAINT : INK).text(value ?? NOT_YET, MARGIN + 130, y + 4, { width: width - 130 });
    }));
    y += height;
    across();
  };
  const row = (cells: readonly string[]): void => {
    let x = MARGIN;
    const boxes = COLUMNS.map((share) => ({ x: (x += share * width) - share * width, width: share * width - 6 }));
    doc.fontSize(9.5);
    const height = Math.max(...cells.map((text, n) => doc.heightOfString(text || ' ', { width: boxes[n]!.width }))) + 8;
    room(height);
    body.add(doc.struct('P', {}, () => cells.forEach((text, n) => void doc.fontSize(9.5).fillColor(INK).text(text, boxes[n]!.x, y + 4, { width: boxes[n]!.width, align: n === 3 ? 'right' : 'left' }))));
    y += height;
    across();
  };

  across();
  fact('名称', sheet.name);
  fact('统一社会信用代码', sheet.creditCode);
  fact('类型', sheet.kind);
  fact('登记管理机关', sheet.registrar);
  fact('住所', sheet.domicile);
  fact('业务范围', sheet.scope);
  fact('原始基金', `人民币 ${grouped(sheet.original)} 元（${capital(sheet.original)}）`);
  fact('法定代表人', sheet.legalRepresentative);
  fact('秘书长', sheet.secretaryGeneral);
  fact('理事', sheet.directors > 0 ? `${sheet.directors} 人` : null);
  fact('监事', sheet.supervisors.length > 0 ? sheet.supervisors.join('、') : null);
  fact('验资报告', sheet.verification && `${sheet.verification.name}${sheet.verification.number ? `，${sheet.verification.number}` : ''}，${longDay(sheet.verification.day, 'zh')}`);
  fact('开户银行', sheet.bank);
  fact('登记日期', sheet.registration && longDay(sheet.registration.day, 'zh'));
  y += 18;
  room(60);
  body.add(doc.struct('H2', {}, () => void doc.fontSize(13).fillColor(INK).text('发起人出资明细', MARGIN, y, { width })));
  y += 24;
  across();
  row(['发起人', '到账日期', '银行流水号', '金额（元）']);
  for (const { founder, day, reference, sum } of sheet.contributions) row([founder, longDay(day, 'zh'), reference, grouped(sum)]);
  row(['合计', '', '', grouped(sheet.total)]);
  room(30);
  body.add(doc.struct('P', {}, () => void doc.fontSize(8.5).fillColor(FAINT).text(`每笔出资都与银行明细对上，经两人确认。${longDay(today, 'zh')}由四柱账本生成。`, MARGIN, y + 10, { width })));
  body.end();
  doc.end();
  return whole;
}
