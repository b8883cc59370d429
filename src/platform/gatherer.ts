/** As many lots at once: while the disk confirms one, the next is being worked on. A third would only make the lots smaller. */
const LANES = 2;

/**
 * Turns many small works into few large ones: while lots are being done the next one gathers. There is no timer; under
 * little load a lot is one item and waits for nobody, under much load it grows to what the database takes at once.
 */
export class Gatherer<T, R> {
  private waiting: { item: T; done: (result: R) => void; failed: (error: unknown) => void }[] = [];
  private open = 0;
  private busy = 0;

  /** @param work does a lot and answers each item in the order given; when it throws, every item of the lot fails */
  constructor(private readonly work: (lot: readonly T[]) => Promise<readonly R[]>, private readonly most = 256) {}

  add(item: T): Promise<R> {
    return new Promise((done, failed) => {
      this.waiting.push({ item, done, failed });
      if (this.open === LANES) return;
      this.open++;
      // requests that arrive in the same turn of the event loop go together
      setImmediate(() => void this.run());
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      // what waits is shared out among the lanes that are free, this one included
      const lot = this.waiting.splice(0, Math.min(this.most, Math.ceil(this.waiting.length / (LANES - this.busy))));
      this.busy++;
      try {
        const results = await this.work(lot.map(({ item }) => item));
        lot.forEach(({ done }, index) => done(results[index]!));
      } catch (error) {
        lot.forEach(({ failed }) => failed(error));
      } finally {
        this.busy--;
      }
    }
    this.open--;
  }
}
