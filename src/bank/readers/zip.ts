import { crc32 } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';
import { Refused } from '../../rules/refused';
import { megabytes } from './text';

export const isZip = (content: Buffer): boolean => content.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'));

/**
 * The files in a zip, or nothing: opened only as far as it stays small. What a file says of its own size is not believed.
 * @throws Refused for a bomb, a cut or altered zip, one within another, names that are paths
 */
export async function unzipped(content: Buffer, { most, largest }: { most: number; largest: number }): Promise<{ name: string; content: Buffer }[]> {
  const files: { name: string; content: Buffer }[] = [];
  let left = largest;
  try {
    const zip = await fromBufferPromise(content, { lazyEntries: true, validateEntrySizes: true });
    if (zip.entryCount > most) throw new Refused('statement-zip-contents', { found: String(zip.entryCount) });
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      if (entry.isEncrypted()) throw new Refused('statement-zip-locked');
      if (entry.uncompressedSize > left) throw new Refused('statement-zip-bomb', { expected: megabytes(largest) });
      const parts: Buffer[] = [];
      for await (const part of await zip.openReadStreamPromise(entry)) {
        left -= (part as Buffer).length;
        if (left < 0) throw new Refused('statement-zip-bomb', { expected: megabytes(largest) });
        parts.push(part as Buffer);
      }
      const whole = Buffer.concat(parts);
      if (crc32(whole) !== entry.crc32 >>> 0) throw new Refused('statement-zip-broken');
      if (isZip(whole)) throw new Refused('statement-zip-within-zip');
      files.push({ name: entry.fileName, content: whole });
    }
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('statement-zip-broken'); // its own words quote names
  }
  return files;
}
