/** Asks in turn: within a transaction a connection answers one question at a time. */
export async function oneByOne<T, R>(all: Iterable<T>, ask: (one: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (const one of all) answers.push(await ask(one));
  return answers;
}
