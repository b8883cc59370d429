/** By how many a body decides. Parts are fractions: four fifths is `[4, 5]`. */
export interface QuorumRule {
  /** How many are there at least, of those who should attend. */
  readonly quorum: readonly [parts: number, of: number];
  /** How many are for it. */
  readonly votes: readonly [parts: number, of: number];
  /** The votes are counted of those present, of those who should attend 应到, or of all who have a seat. */
  readonly countedOf: 'present' | 'entitled' | 'all';
  /** More than that part 过半数, and not just that part 半数以上 (a part and above includes the part itself: Civil Code art. 1259). */
  readonly moreThan: boolean;
}

export interface Numbers {
  /** Those who have a seat that day. */
  readonly seated: number;
  /** Those of them who stand back 回避: they should not attend. */
  readonly recused: number;
  /** Those who attend, of those who should. */
  readonly present: number;
}

/** How many people have to be there, and how many for it. Nobody decides where nobody should attend: then `present` is 1. */
export function needed({ quorum, votes, countedOf, moreThan }: QuorumRule, { seated, recused, present }: Numbers): { readonly entitled: number; readonly present: number; readonly for: number } {
  const entitled = seated - recused;
  const counted = { present, entitled, all: seated }[countedOf];
  return { entitled, present: Math.max(1, partOf(quorum, entitled)), for: Math.max(1, moreThan ? Math.floor((counted * votes[0]) / votes[1]) + 1 : partOf(votes, counted)) };
}

/** The least number of people that is a part of all. */
const partOf = ([parts, of]: QuorumRule['quorum'], all: number): number => Math.ceil((all * parts) / of);
