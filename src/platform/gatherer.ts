/** As many lots at once: while the disk confirms one, the next is being worked on. A third would only make the lots smaller. */
const AT_ONCE = 2;

/**
 * Turns many small works into few large ones: while lots are being done the next one gathers. There is no timer; under
 * little load a lot is one item and waits for nobody, under much load it grows to what the database takes at once.
 */
export class Gatherer<T, R> {
  private waiting: { item: T; done: (result: R) => void; failed: (error: unknown) => void }[] = [];
  private working = 0;

  /** @param work does a lot and answers each item in the order given; when it throws, every item of the lot fails */
  constructor(private readonly work: (lot: readonly T[]) => Promise<readonly R[]>, private readonly most = 256) {}

  add(item: T): Promise<R> {
    return new Promise((done, failed) => {
      this.waiting.push({ item, done, failed });
      if (this.working === AT_ONCE) return;
      this.working++;
      // requests that arrive in the same turn of the event loop go together
      setImmediate(() => void this.run());
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const lot = this.waiting.splice(0, this.most);
      try {
        const results = await this.work(lot.map(({ item }) => item));
        lot.forEach(({ done }, index) => done(results[index]!));
      } catch (error) {
        lot.forEach(({ failed }) => failed(error));
      }
    }
    this.working--;
  }
}
