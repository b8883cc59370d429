import type { INestApplicationContext } from '@nestjs/common';

/** Called at each start with the embedded database: fills one that has no foundation yet and leaves any other alone. */
export function seed(app: INestApplicationContext): Promise<void> {
  void app;
  return Promise.resolve();
}

/** As whom one may sign in at practice, a line each, for those who have just started Sizhu. */
export function signIns(): string[] {
  return [];
}
