import { Injectable } from '@nestjs/common';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DataSource, type EntityManager } from 'typeorm';
import { canonical, type CanonicalEntry } from '../rules/canonical';
import type { Day } from '../rules/day';
import { inclusionPath, leafHash, proofOf, type NodeId } from '../rules/merkle';
import { vkey, type Signer } from '../rules/signed-note';
import { Config } from '../platform/config';

/** An entry as the log holds it, with its canonical text and the words beside it. */
export interface LoggedEntry {
  readonly id: bigint;
  readonly canonical: CanonicalEntry;
  readonly text: string;
  readonly leaf: Uint8Array;
}

/** That an entry is in the tree over which a checkpoint was signed. */
export interface InclusionProof {
  /** Position from 0: log number − 1. */
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
  /** The signed checkpoint, C2SP signed note. */
  readonly checkpoint: string;
}

/** The log of sealed entries: reading it, naming it, proving from it. The sealer writes it. */
@Injectable()
export class Log {
  private readonly key;
  private readonly publicKey: Buffer;
  private readonly host: string;

  constructor(private readonly db: DataSource, config: Config) {
    this.key = createPrivateKey(readFileSync(config.checkpointKeyFile, 'utf8'));
    this.publicKey = createPublicKey(this.key).export({ format: 'der', type: 'spki' }).subarray(-32);
    this.host = config.baseUrl.replace(/^https?:\/\//, '');
  }

  /** The log's name, in its checkpoints and as its key's name: an address without scheme. */
  origin(foundation: string): string {
    return `${this.host}/log/${foundation}`;
  }

  signer(foundation: string): Signer {
    const name = this.origin(foundation);
    return { name, vkey: vkey(name, this.publicKey), key: this.key };
  }

  /** What others need to check our notes under a name. @throws RangeError for what cannot be a name */
  verifier(origin: string): string {
    return vkey(origin, this.publicKey);
  }

  /** Fingerprint of the public key, to be printed where we cannot reach: receipts, minutes, reports. */
  get fingerprint(): string {
    return createHash('sha256').update(this.publicKey).digest('hex');
  }

  /** Canonical entries by log number, `from` to `to` inclusive, in order. */
  async entries(foundation: number, from: number, to: number, db: Pick<EntityManager, 'query'> = this.db): Promise<LoggedEntry[]> {
    const rows = await db.query<Row[]>(
      `SELECT s.number, s.entry, s.voucher, f.code AS foundation, e.day, e.fact_day, e.kind, e.standard, e.source, e.party_commitment, e.note_commitment, r.number AS reverses,
         (SELECT json_agg(json_build_array(fu.code, CASE WHEN p.standard = e.standard THEN p.account ELSE p.standard || '/' || p.account END, p.debit::text, pl.code) ORDER BY p.line)
          FROM posting p JOIN fund fu ON fu.id = p.fund LEFT JOIN place pl ON pl.id = p.place WHERE p.entry = e.id) AS postings
       FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry JOIN foundation f ON f.id = s.foundation
       LEFT JOIN sealed_entry r ON r.entry = e.reverses
       WHERE s.foundation = $1 AND s.number BETWEEN $2 AND $3 ORDER BY s.number`, [foundation, from, to]);
    return rows.map((row) => {
      const entry: CanonicalEntry = {
        foundation: row.foundation, number: Number(row.number), voucher: row.voucher, day: row.day, factDay: row.fact_day, kind: row.kind, standard: row.standard,
        source: row.source, reverses: row.reverses === null ? null : Number(row.reverses), party: row.party_commitment, note: row.note_commitment,
        postings: row.postings.map(([fund, account, debit, place]) => ({ fund, account, debit: BigInt(debit), place })),
      };
      const text = canonical(entry);
      return { id: row.entry, canonical: entry, text, leaf: leafHash(Buffer.from(text)) };
    });
  }

  /** The newest signed checkpoint, or null while nothing is sealed. */
  async checkpoint(foundation: number): Promise<{ size: number; root: Buffer; note: string; signedAt: Date } | null> {
    const [row] = await this.db.query<{ size: bigint; root: Buffer; note: string; signed_at: Date }[]>(
      'SELECT size, root, note, signed_at FROM checkpoint WHERE foundation = $1 ORDER BY size DESC LIMIT 1', [foundation]);
    return row ? { size: Number(row.size), root: row.root, note: row.note, signedAt: row.signed_at } : null;
  }

  /** Proves an entry against the newest checkpoint; null while it is not in the tree yet. */
  async proof(foundation: number, number: number): Promise<InclusionProof | null> {
    const checkpoint = await this.checkpoint(foundation);
    if (!checkpoint || number > checkpoint.size) return null;
    const path = inclusionPath(number - 1, checkpoint.size);
    const hashOf = await this.hashes(foundation, [{ level: 0, index: number - 1 }, ...path.flat()]);
    return { index: number - 1, size: checkpoint.size, leaf: hashOf({ level: 0, index: number - 1 }), proof: proofOf(path, hashOf), root: checkpoint.root, checkpoint: checkpoint.note };
  }

  /** Stored hashes of perfect subtrees, in one look. */
  async hashes(foundation: number, nodes: readonly NodeId[], db: Pick<EntityManager, 'query'> = this.db): Promise<(node: NodeId) => Buffer> {
    const rows = await db.query<{ level: number; index: bigint; hash: Buffer }[]>(
      `SELECT 0 AS level, number - 1 AS index, leaf AS hash FROM log_leaf WHERE foundation = $1 AND number = ANY ($2)
       UNION ALL SELECT n.level, n.index, n.hash FROM unnest($3::smallint[], $4::bigint[]) asked (level, index)
       JOIN log_node n ON n.foundation = $1 AND n.level = asked.level AND n.index = asked.index`,
      [foundation, nodes.filter((n) => n.level === 0).map((n) => n.index + 1), nodes.filter((n) => n.level > 0).map((n) => n.level), nodes.filter((n) => n.level > 0).map((n) => n.index)]);
    const found = new Map(rows.map((row) => [`${row.level}/${row.index}`, row.hash]));
    return ({ level, index }) => {
      const hash = found.get(`${level}/${index}`);
      if (!hash) throw new Error(`The log of foundation ${foundation} has no node ${level}/${index}`);
      return hash;
    };
  }
}

interface Row {
  number: bigint; entry: bigint; voucher: string; foundation: string; day: Day; fact_day: Day; kind: string; standard: number; source: string;
  party_commitment: Buffer | null; note_commitment: Buffer | null; reverses: bigint | null; postings: [string, string, string, string | null][];
}
