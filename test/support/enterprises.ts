import type { AtDesk } from './desk';
import { type File, pdf, sendsFiles } from './papers';

/** An enterprise as the register has it; the owner of most is the residents' committee. */
export const LAUNDRY = { name: '柳荫洗衣服务有限公司', englishName: 'Liuyin Laundry', creditCode: '91310101MA1FPX1K0C', address: 'liuyin-laundry', relation: 'committee-owned', premises: '柳荫路 12 号一楼' };

export const sheet = (name = '签字原件.pdf'): File => ({ name, content: pdf() });
/** Thirty of a hundred of the net profit of each quarter, to three funds in equal parts. */
export const TERMS = {
  from: '2026-01-01', until: '', base: 'net-profit', rate1: '33.33', from2: '', rate2: '', from3: '', rate3: '', perUnit: '', floor: '', cap: '', dueDays: '30', evidence: ['statement'] as readonly string[], signedOn: '2025-12-20', enterpriseSigner: '柳青', hostSigner: '王建国',
};
export const AGREEMENT = { no: 'FX-2026-01', kind: 'gift', period: 'quarter', advert: '', resolution: '', ...TERMS };
export const REPORT = { revenue: '', netProfit: '', reserve: '', units: '', reported: 'statement', restatedWhy: '' };

/** Sends a report of a period with its statement. */
export const reports = (desk: AtDesk, page: string, said: Readonly<Record<string, string | readonly string[]>>): ReturnType<typeof sendsFiles> => sendsFiles(desk, `${page}/reports`, { ...REPORT, ...said }, { name: '利润表.pdf', content: pdf() });
