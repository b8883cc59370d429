import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Tells, each time it is asked, whether a file in the folder was edited, added or taken away since it was asked last. */
export function editsOf(dir: string): () => boolean {
  const look = (): string => readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((file) => `${file} ${statSync(join(dir, file)).mtimeMs}`).join('\n');
  let seen = look();
  return () => {
    const now = look();
    const edited = now !== seen;
    seen = now;
    return edited;
  };
}
