import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign as signBytes, verify as verifyBytes, type KeyObject } from 'node:crypto';
import { Refused } from './refused';

/**
 * Signed notes (C2SP signed-note) and the checkpoints of a log as such notes (C2SP tlog-checkpoint), with Ed25519.
 * Text forms of keys are those of Go's golang.org/x/mod/sumdb/note, so that existing witnesses and tools read ours.
 */

/** Ed25519 in the key ids and keys of notes. */
const ED25519 = 1;
/** DER before the 32 bytes of an Ed25519 key (RFC 8410): what node:crypto needs to take a bare key. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_LENGTH = 32;
const ID_LENGTH = 4;
const SIGNATURE_LENGTH = 64;

/** A signature line begins with an em dash (U+2014) and a space. */
const DASH = '— ';

export interface Signer {
  name: string;
  /** What others need to check this signer's notes. */
  vkey: string;
  key: KeyObject;
}

/** The first four bytes of SHA-256 over name, line feed, algorithm and key: tells keys of one name apart, proves nothing. */
export function keyId(name: string, publicKey: Uint8Array): Buffer {
  return createHash('sha256').update(`${keyName(name)}\n`).update(Uint8Array.of(ED25519)).update(publicKey).digest().subarray(0, ID_LENGTH);
}

/** The text form of a public key: `name+hash+base64(0x01 || key)`. */
export function vkey(name: string, publicKey: Uint8Array): string {
  return `${name}+${keyId(name, publicKey).toString('hex')}+${keyText(publicKey)}`;
}

/** A new private key in its text form, `PRIVATE+KEY+name+hash+base64(0x01 || seed)`: a secret, kept as one line. */
export function generateSigner(name: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8.length);
  return `PRIVATE+KEY+${name}+${keyId(name, publicOf(privateKey)).toString('hex')}+${keyText(seed)}`;
}

/** @throws RangeError when the text is not a private key, never repeating any of it */
export function readSigner(text: string): Signer {
  const [, name = '', id, encoded = ''] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const seed = keyBytes(encoded);
  if (!isKeyName(name) || !seed) throw new RangeError('signed-note: not the text of a private key');
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = publicOf(key);
  if (keyId(name, publicKey).toString('hex') !== id) throw new RangeError('signed-note: the private key is not of this name and hash');
  return { name, vkey: vkey(name, publicKey), key };
}

/** The text with its signature below: text, empty line, `— name base64(key id || signature)`. */
export function sign(text: string, { name, key }: Signer): string {
  if (!isNoteText(text)) throw new RangeError('signed-note: a text ends with a line feed and has no other control characters');
  const signature = Buffer.concat([keyId(name, publicOf(key)), signBytes(null, Buffer.from(text), key)]);
  return `${text}\n${DASH}${name} ${signature.toString('base64')}\n`;
}

/**
 * The text of a note, if the given key has signed it. Signatures of other keys are passed over, as the specification asks.
 * @throws Refused `note-malformed`, `note-not-signed-by-this-key`, `note-signature-wrong`
 * @throws RangeError when the key's text is no public key
 */
export function open(note: string, verifier: string): string {
  const trusted = readVkey(verifier);
  const split = note.lastIndexOf('\n\n');
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2).split('\n');
  // The last line, too, ends with a line feed, so nothing stands behind it.
  if (split < 0 || !isNoteText(text) || lines.pop() !== '' || lines.length === 0) throw new Refused('note-malformed');
  const own = lines.map(signatureOf).filter(({ name, id }) => name === trusted.name && id.equals(trusted.id));
  if (own.length === 0) throw new Refused('note-not-signed-by-this-key', { key: trusted.name });
  const bytes = Buffer.from(text);
  if (!own.every(({ signature }) => signature.length === SIGNATURE_LENGTH && verifyBytes(null, bytes, trusted.key, signature)))
    throw new Refused('note-signature-wrong', { key: trusted.name });
  return text;
}

export interface Checkpoint {
  /** The name of the log, as a URL without scheme: `books.example.org/f/sizhu`. */
  origin: string;
  size: number;
  root: Uint8Array;
}

/** The text of a checkpoint, to be signed: origin, size and root, a line each, and extension lines where there are any. */
export function checkpointText({ origin, size, root, extensions = [] }: Checkpoint & { extensions?: readonly string[] }): string {
  const text = `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n${extensions.map((line) => `${line}\n`).join('')}`;
  if (!isCheckpoint(text)) throw new RangeError('signed-note: a checkpoint has an origin, a whole size and a root of 32 bytes');
  return text;
}

/**
 * Reads a checkpoint's text; extension lines after the root are allowed and passed over.
 * @throws Refused `checkpoint-malformed`
 */
export function parseCheckpoint(text: string): Checkpoint {
  if (!isCheckpoint(text)) throw new Refused('checkpoint-malformed');
  const [origin = '', size, root = ''] = text.split('\n');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}

function isCheckpoint(text: string): boolean {
  const [, size, root] = /^[^\n]+\n(0|[1-9]\d*)\n([A-Za-z0-9+/=]+)\n(?:[^\n]+\n)*$/.exec(text) ?? [];
  return isNoteText(text) && Number.isSafeInteger(Number(size)) && strictBase64(root ?? '')?.length === 32;
}

function signatureOf(line: string): { name: string; id: Buffer; signature: Buffer } {
  const [name = '', encoded = '', ...rest] = line.slice(DASH.length).split(' ');
  const bytes = strictBase64(encoded);
  if (!line.startsWith(DASH) || !isKeyName(name) || !bytes || bytes.length <= ID_LENGTH || rest.length > 0) throw new Refused('note-malformed');
  return { name, id: bytes.subarray(0, ID_LENGTH), signature: bytes.subarray(ID_LENGTH) };
}

function readVkey(text: string): { name: string; id: Buffer; key: KeyObject } {
  const [, name = '', id, encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const publicKey = keyBytes(encoded);
  if (!isKeyName(name) || !publicKey || keyId(name, publicKey).toString('hex') !== id)
    throw new RangeError('signed-note: not the text of an Ed25519 public key');
  return { name, id: keyId(name, publicKey), key: createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }) };
}

const publicOf = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);

const keyText = (key: Uint8Array): string => Buffer.concat([Uint8Array.of(ED25519), key]).toString('base64');

function keyBytes(encoded: string): Buffer | null {
  const bytes = strictBase64(encoded);
  return bytes?.length === 1 + KEY_LENGTH && bytes[0] === ED25519 ? bytes.subarray(1) : null;
}

/** Node reads base64 leniently; a note that could be written in two ways would let its bytes change under one signature. */
function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

function keyName(name: string): string {
  if (!isKeyName(name)) throw new RangeError('signed-note: a key name has neither spaces nor plus signs');
  return name;
}

const isKeyName = (name: string): boolean => /^[^\s+\p{C}]+$/u.test(name);

/** Ends with a line feed, holds no other control character below U+0020, and is well-formed Unicode. */
const isNoteText = (text: string): boolean => text.endsWith('\n') && !/[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u.test(text);
