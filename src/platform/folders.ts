import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** `mkdirSync` with `recursive` tries for ever where a folder that is there takes no other, as /proc; one by one says ENOENT at once. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another start was faster
  }
}
