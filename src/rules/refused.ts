/**
 * A rule says no. The code is the sentence's name: words for people stand in `views/words/*.json` under `refused.<code>`,
 * and a violated constraint of the database becomes a `Refused` of the constraint's name, so the last guard speaks as kindly as the first.
 */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    /** Kebab-case name of the reason, e.g. `a-fund-pays-with-its-own-money`. */
    readonly code: string,
    /** What the sentence needs: sums as text in yuan, names, dates. */
    readonly facts: Readonly<Record<string, string>> = {},
    /** Where the rule stands: article or mechanism id, e.g. `400 art. 8; M01`. */
    readonly article = '',
  ) {
    super(`${code}${Object.keys(facts).length ? ` ${JSON.stringify(facts)}` : ''}`);
  }
}
