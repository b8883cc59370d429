import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { PIECES } from '../rules/banknotes';
import { plain, type Fen } from '../rules/money';
import { type Lang, wordsOf } from './words';

/** How many pieces of one kind; nothing written is none. */
function Pieces(): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s/g, '') : (value as unknown)))(target, property);
    ValidateBy({ name: 'pieces', validator: { validate: (value) => value === undefined || (typeof value === 'string' && /^\d{0,5}$/.test(value)), defaultMessage: () => 'pieces-not-a-number' } })(target, property);
  };
}

/** Notes and coins; the server adds them up. */
export class CountForm {
  @Pieces() n100?: string;
  @Pieces() n50?: string;
  @Pieces() n20?: string;
  @Pieces() n10?: string;
  @Pieces() n5?: string;
  @Pieces() n1?: string;
  @Pieces() j5?: string;
  @Pieces() j1?: string;
  @Pieces() f5?: string;
  @Pieces() f2?: string;
  @Pieces() f1?: string;
}
/** The fields of a count in the order of `PIECES`. */
export const PIECE_FIELDS = ['n100', 'n50', 'n20', 'n10', 'n5', 'n1', 'j5', 'j1', 'f5', 'f2', 'f1'] as const;
/** Without fen, as nearly always, the eight larger ones say it. */
export function piecesOf(form: CountForm): number[] {
  const pieces = PIECE_FIELDS.map((field) => Number(form[field] || '0'));
  return pieces.slice(8).some((count) => count > 0) ? pieces : pieces.slice(0, 8);
}

/** The rows of a denomination table. */
export const piecesIn = (lang: Lang): object[] => PIECES.map((worth, at) => ({ name: PIECE_FIELDS[at], label: pieceIn(lang, worth), worth: plain(worth) }));
const pieceIn = (lang: Lang, worth: Fen): string => {
  const [unit, n] = worth >= 100n ? ['yuan', worth / 100n] : worth >= 10n ? ['jiao', worth / 10n] : ['fen', worth];
  return wordsOf(lang)(`piece.${unit}`, { n: String(n) });
};
