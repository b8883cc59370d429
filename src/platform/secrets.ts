import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './folders';

export interface Secrets {
  readonly sessionSecret: string;
  readonly stripeWebhookSecret: string;
}

/** Secrets for trying things out, made once at random so that none stands in the code, and kept so that a restart signs nobody out. */
export function localSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  if (kept.sessionSecret && kept.stripeWebhookSecret) return kept as Secrets;
  const secrets = { sessionSecret: randomBytes(32).toString('base64url'), stripeWebhookSecret: `whsec_${randomBytes(24).toString('base64url')}`, ...kept };
  makeFolder(dataDir);
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

/** The Ed25519 key that signs checkpoints, as PKCS #8 PEM. */
export function localCheckpointKeyFile(dataDir: string): string {
  const file = join(dataDir, 'checkpoint-key.pem');
  if (!existsSync(file)) {
    makeFolder(dataDir);
    writeFileSync(file, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  }
  return file;
}
