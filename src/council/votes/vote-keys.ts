import { Injectable } from '@nestjs/common';
import { open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Config } from '../../platform/config';
import { makeFolder } from '../../platform/folders';

const KEY_BYTES = 32;

/**
 * Keys of votes: a file each in the data folder, which nobody but the program reads, and nowhere else. Whoever has the database, or a backup of it, has none of them.
 * All processes of a house share the folder; it is left out of backups, so that what is destroyed at closing is gone.
 */
@Injectable()
export class VoteKeyFiles {
  private readonly folder: string;

  constructor({ dataDir }: Config) {
    this.folder = join(dataDir, 'vote-keys');
  }

  /** On the disk before anybody takes a ballot. @throws Error when the vote has a key already */
  async keep(vote: number, key: Buffer): Promise<void> {
    makeFolder(this.folder);
    const file = await open(this.at(vote), 'wx', 0o600);
    try {
      await file.write(key);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Null when it is lost, or destroyed. */
  async read(vote: number): Promise<Buffer | null> {
    const key = await readFile(this.at(vote)).catch(orNull);
    return key?.length === KEY_BYTES ? key : null;
  }

  /** Overwritten before it is unlinked. One that is gone already is gone. */
  async destroy(vote: number): Promise<void> {
    const file = await open(this.at(vote), 'r+').catch(orNull);
    if (!file) return;
    try {
      await file.write(Buffer.alloc(KEY_BYTES), 0, KEY_BYTES, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await unlink(this.at(vote)).catch(orNull);
  }

  /** Of which votes there are keys. */
  async kept(): Promise<number[]> {
    return ((await readdir(this.folder).catch(orNull)) ?? []).flatMap((name) => (/^\d+\.key$/.test(name) ? [Number.parseInt(name, 10)] : []));
  }

  private at(vote: number): string {
    return join(this.folder, `${vote}.key`);
  }
}

function orNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
