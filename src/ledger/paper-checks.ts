import { type Check, check } from './checks';

/** What must hold of the papers that records rest on. */
export const PAPER_CHECKS: readonly Check[] = [
  check('a-paper-is-what-was-uploaded', '每份单据的内容都与上传时的指纹、大小和类型一致。', 'Every paper is what was uploaded: its content has the hash, the size and the type that were kept with it.',
    `SELECT NULL::bigint AS entry, '#' || p.id || ' ' || p.name AS detail FROM paper p
     WHERE p.hash <> sha256(p.content) OR p.size <> octet_length(p.content) OR p.media_type IS DISTINCT FROM paper_type(p.content)`),
  check('a-paper-belongs-to-one-thing-of-its-foundation', '每份单据都属于本会的一笔记录，也只属于一笔。', 'Every paper belongs to one record of its foundation, and to no other.',
    `SELECT p.entry, '#' || p.id || ' ' || p.name AS detail FROM paper p
     LEFT JOIN offline_gift g ON g.id = p.gift LEFT JOIN cash_banking b ON b.id = p.banking LEFT JOIN voucher_proposal v ON v.id = p.proposal LEFT JOIN journal_entry e ON e.id = p.entry LEFT JOIN bank_line l ON l.id = p.line
     LEFT JOIN resolution r ON r.id = p.resolution LEFT JOIN founding_paper o ON o.id = p.founding LEFT JOIN campaign_filing f ON f.id = p.filing LEFT JOIN valuation u ON u.id = p.valuation LEFT JOIN purpose_change h ON h.id = p.purpose_change
     LEFT JOIN profit_agreement_version m ON m.id = p.profit_version LEFT JOIN profit_report q ON q.id = p.profit_report LEFT JOIN programme_settlement y ON y.id = p.programme_settlement LEFT JOIN meeting_minutes i ON i.id = p.minutes
     WHERE num_nonnulls(p.gift, p.banking, p.proposal, p.entry, p.line, p.resolution, p.founding, p.agreement, p.valuation, p.filing, p.purpose_change, p.profit_version, p.profit_report, p.programme_settlement, p.minutes) <> 1
       OR (p.agreement IS NULL AND p.foundation IS DISTINCT FROM coalesce(g.foundation, b.foundation, v.foundation, e.foundation, l.foundation, r.foundation, o.foundation, f.foundation, u.foundation, h.foundation, m.foundation, q.foundation, y.foundation, i.foundation))`),
];
