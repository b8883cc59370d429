import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';

/** A chore looks for its own work in the database, so a process that dies loses none and another one takes it over. */
export interface Chore {
  readonly name: string;
  /** How long to wait when nothing calls, in milliseconds. */
  readonly every: number;
  /** Does what waits. @returns whether there may be more at once */
  run(): Promise<boolean>;
}

/** Runs chores one after the other each, at their intervals and when somebody calls. */
@Injectable()
export class Worker implements OnApplicationShutdown {
  private readonly logger = new Logger('Worker');
  private readonly chores = new Map<string, { chore: Chore; timer?: NodeJS.Timeout; running?: Promise<void>; called: boolean }>();
  private closing = false;

  start(chore: Chore): void {
    this.chores.set(chore.name, { chore, called: false });
    this.wake(chore.name);
  }

  /** Something has just been written that a chore waits for. */
  wake(name: string): void {
    const state = this.chores.get(name);
    if (!state || this.closing) return;
    state.called = true;
    if (state.running) return;
    clearTimeout(state.timer);
    state.running = this.go(state).finally(() => {
      state.running = undefined;
      if (this.closing) return;
      if (state.called) this.wake(name);
      else (state.timer = setTimeout(() => this.wake(name), state.chore.every)).unref();
    });
  }

  /** Waits until nothing is under way; what is called meanwhile is waited for too. For tests and for a clean end. */
  async idle(): Promise<void> {
    for (;;) {
      const running = [...this.chores.values()].flatMap((state) => state.running ?? []);
      if (running.length === 0) return;
      await Promise.all(running);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    for (const { timer } of this.chores.values()) clearTimeout(timer);
    await this.idle();
  }

  private async go(state: { chore: Chore; called: boolean }): Promise<void> {
    try {
      do {
        state.called = false;
        while ((await state.chore.run()) && !this.closing);
      } while (state.called && !this.closing);
    } catch (error) {
      // the work stays where it was and is tried again at the next interval
      this.logger.error({ err: error instanceof Error ? error : new Error(String(error)) }, `chore ${state.chore.name} failed`);
    }
  }
}
