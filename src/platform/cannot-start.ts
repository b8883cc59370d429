/** Why a program cannot go on, in one sentence for whoever started it. Shown without a stack trace; the exit code is 1. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';

  /** The sentence in Chinese, then in English. */
  constructor(...lines: string[]) {
    super(lines.join('\n'));
  }
}

/** The last word of every program we start: a sentence where we know the reason, the whole error where we do not. */
export function sayWhyAndExit(error: unknown): never {
  if (error instanceof CannotStart) console.error(`\n${error.message}\n`);
  else console.error(error);
  process.exit(1);
}
