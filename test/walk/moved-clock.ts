/**
 * Required before a program that is to believe it is later: so many milliseconds, in CLOCK_AHEAD_MS. For walks in which days pass.
 * The database keeps its own clock; its laws take the time of the program where they ask when somebody did something.
 */
const ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const now = Date.now.bind(Date);
Date.now = () => now() + ahead;
globalThis.Date = new Proxy(Date, {
  construct: (date, given, asked) => Reflect.construct(date, given.length === 0 ? [now() + ahead] : given, asked) as object,
  apply: (date) => new date(now() + ahead).toString(),
});
