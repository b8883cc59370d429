import { ApiProperty } from '@nestjs/swagger';

/** Answers of the public interface. Sums are whole fen as text: no number of JSON holds them safely. Days are those of Shanghai. */

const FEN = { type: String, pattern: '^-?\\d+$', example: '9000', description: 'Whole fen (1/100 yuan) as text.' } as const;
const DAY = { type: String, format: 'date', example: '2026-11-21' } as const;
const NO = { type: String, example: 'SR-2026-11-0182' } as const;

export class FundAnswer {
  @ApiProperty({ example: 'lunch' }) code!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: ['original', 'general', 'designated', 'restricted', 'preserved', 'agency'] }) class!: string;
  @ApiProperty(DAY) openedOn!: string;
  @ApiProperty({ ...FEN, description: 'What the fund holds, as far as the books are sealed.' }) money!: string;
  @ApiProperty({ ...FEN, description: 'With disputed money and advances.' }) receivable!: string;
  @ApiProperty(FEN) goods!: string;
  @ApiProperty({ ...FEN, description: 'Investments and fixed assets, less what they have lost.' }) things!: string;
  @ApiProperty({ ...FEN, description: 'Money held for others, who own it.' }) inTrust!: string;
  @ApiProperty(FEN) owed!: string;
  @ApiProperty({ ...FEN, description: 'Part of the money that is promised already.' }) promised!: string;
  @ApiProperty({ ...FEN, description: 'money + receivable + goods + things − inTrust − owed.' }) worth!: string;
}
export class FundsAnswer {
  @ApiProperty({ type: [FundAnswer] }) funds!: FundAnswer[];
}

export class RowAnswer {
  @ApiProperty(NO) no!: string;
  @ApiProperty({ example: '12045', description: 'Number in the log, from 1 without a gap.' }) number!: string;
  @ApiProperty(DAY) day!: string;
  @ApiProperty({ example: 'online gift' }) kind!: string;
  @ApiProperty() what!: string;
  @ApiProperty({ type: [String], description: 'Codes of the funds whose money it moved.' }) funds!: string[];
  @ApiProperty({ ...FEN, description: 'Received > 0, paid < 0; of the fund asked for, else of the foundation.' }) money!: string;
  @ApiProperty({ ...FEN, description: 'What it held afterwards.' }) balance!: string;
  @ApiProperty({ type: String, nullable: true }) reverses!: string | null;
  @ApiProperty({ type: String, nullable: true }) reversedBy!: string | null;
}
export class LedgerFileFilter {
  @ApiProperty({ type: String, nullable: true }) q!: string | null;
  @ApiProperty({ type: String, enum: ['in', 'out'], nullable: true }) kind!: 'in' | 'out' | null;
  @ApiProperty({ type: String, nullable: true, example: '2026-11' }) month!: string | null;
  @ApiProperty({ ...FEN, nullable: true }) min!: string | null;
  @ApiProperty({ ...FEN, nullable: true }) max!: string | null;
}
export class LedgerFileSealed {
  @ApiProperty(NO) no!: string;
  @ApiProperty({ example: '12045' }) number!: string;
  @ApiProperty(DAY) day!: string;
}

export class TotalsAnswer {
  @ApiProperty() count!: number;
  @ApiProperty(FEN) in!: string;
  @ApiProperty(FEN) out!: string;
}
export class RowsAnswer {
  @ApiProperty({ type: [RowAnswer] }) entries!: RowAnswer[];
  @ApiProperty({ type: TotalsAnswer, description: 'Of the whole result, not of this page.' }) total!: TotalsAnswer;
  @ApiProperty({ type: String, nullable: true, description: 'Address of the page before.' }) newer!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Address of the page after.' }) older!: string | null;
}

/** The file of a ledger, as `?format=json` on its page gives it: the whole result of a filter. */
export class LedgerFile {
  @ApiProperty({ description: 'Address of this schema.' }) schema!: string;
  @ApiProperty({ example: 'wutongli' }) foundation!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Code of the fund; null: the foundation as a whole.' }) fund!: string | null;
  @ApiProperty({ type: LedgerFileFilter }) filter!: LedgerFileFilter;
  @ApiProperty({ type: LedgerFileSealed, nullable: true, description: 'The newest sealed entry: up to here the file speaks.' }) sealed!: LedgerFileSealed | null;
  @ApiProperty({ type: [RowAnswer], description: 'Newest first.' }) entries!: RowAnswer[];
}

export class PostingAnswer {
  @ApiProperty() fund!: string;
  @ApiProperty({ example: '410102' }) account!: string;
  @ApiProperty({ example: 'Donation income, restricted' }) accountName!: string;
  @ApiProperty({ ...FEN, description: 'Debit > 0, credit < 0.' }) debit!: string;
  @ApiProperty({ type: String, nullable: true }) place!: string | null;
}
export class EntryAnswer {
  @ApiProperty(NO) no!: string;
  @ApiProperty({ example: '12045' }) number!: string;
  @ApiProperty(DAY) day!: string;
  @ApiProperty(DAY) factDay!: string;
  @ApiProperty() kind!: string;
  @ApiProperty() what!: string;
  @ApiProperty({ type: String, nullable: true }) party!: string | null;
  @ApiProperty({ type: String, nullable: true }) note!: string | null;
  @ApiProperty() source!: string;
  @ApiProperty({ type: String, format: 'date-time' }) postedAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) sealedAt!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Number of the gift it books.' }) gift!: string | null;
  @ApiProperty({ type: String, nullable: true }) reverses!: string | null;
  @ApiProperty({ type: String, nullable: true }) reversedBy!: string | null;
  @ApiProperty({ type: [PostingAnswer] }) postings!: PostingAnswer[];
}

export class CheckpointAnswer {
  @ApiProperty({ description: 'How many entries it covers.' }) size!: number;
  @ApiProperty({ description: 'Root of the RFC 6962 tree, hex.' }) root!: string;
  @ApiProperty({ type: String, format: 'date-time' }) signedAt!: string;
  @ApiProperty({ description: 'The checkpoint as a C2SP signed note.' }) note!: string;
  @ApiProperty({ description: 'Verifier key of the note.' }) key!: string;
}
export class ProofAnswer {
  @ApiProperty(NO) no!: string;
  @ApiProperty({ description: 'Position in the tree, from 0.' }) index!: number;
  @ApiProperty() size!: number;
  @ApiProperty({ description: 'SHA-256 of the byte 0 and the canonical text, hex.' }) leaf!: string;
  @ApiProperty({ type: [String], description: 'RFC 9162 inclusion proof, from the leaf up, hex.' }) proof!: string[];
  @ApiProperty({ description: 'hex' }) root!: string;
  @ApiProperty({ description: 'The signed note over size and root.' }) checkpoint!: string;
  @ApiProperty({ description: 'The text that is hashed, byte for byte in UTF-8.' }) canonical!: string;
}
