import vectors from '../../test/vectors/signed-note-vectors.json';
import { rootOf } from './merkle';
import { checkpointText, generateSigner, keyId, open, parseCheckpoint, readSigner, sign, vkey } from './signed-note';

const refusal = (code: string): Error => expect.objectContaining({ code }) as Error;
const [genuine] = vectors.vectors as [(typeof vectors.vectors)[0], ...unknown[]];
const TEXT = 'This is an example message.\n';

describe('the vectors of C2SP', () => {
  it.each(vectors.vectors)('valid: $valid', ({ vkey: key, note, valid }) => {
    if (valid) expect(open(note, key)).toBe(TEXT);
    else expect(() => open(note, key)).toThrow(refusal('note-signature-wrong'));
  });

  it('its key is written as we write it', () => {
    const [name = '', id, encoded = ''] = genuine.vkey.split(/\+(?=[0-9a-f]{8}\+)|(?<=\+[0-9a-f]{8})\+/);
    const publicKey = Buffer.from(encoded, 'base64').subarray(1);
    expect(keyId(name, publicKey).toString('hex')).toBe(id);
    expect(vkey(name, publicKey)).toBe(genuine.vkey);
  });

  it("the specification's checkpoint is read, and written the same", () => {
    const note = vectors.checkpoint_format_example;
    const text = note.slice(0, note.indexOf('\n\n') + 1);
    const checkpoint = parseCheckpoint(text);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(checkpointText(checkpoint)).toBe(text);
    expect(() => open(note, genuine.vkey)).toThrow(refusal('note-not-signed-by-this-key'));
  });
});

describe('a signer of our own', () => {
  const secret = generateSigner('books.example.org/f/sizhu');
  const signer = readSigner(secret);

  it('signs what others can open', () => {
    const text = checkpointText({ origin: signer.name, size: 0, root: rootOf([]) });
    const note = sign(text, signer);
    expect(note.split('\n').slice(3)).toEqual(['', expect.stringMatching(/^— books\.example\.org\/f\/sizhu [A-Za-z0-9+/]{91}=$/), '']);
    expect(parseCheckpoint(open(note, signer.vkey))).toEqual({ origin: signer.name, size: 0, root: rootOf([]) });
  });

  it('has a text form like that of Go', () => {
    expect(secret).toMatch(/^PRIVATE\+KEY\+books\.example\.org\/f\/sizhu\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/);
    // The key of the examples in golang.org/x/mod/sumdb/note.
    const peterNeumann = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
    expect(readSigner(peterNeumann).vkey).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
  });

  it.each([
    ['', 'nothing'],
    [secret.slice(0, -4), 'cut off'],
    [secret.replace('sizhu', 'other'), 'another name'],
    [secret.replace('PRIVATE+KEY+', ''), 'not private'],
    [`${secret}\n`, 'a line feed'],
  ])('%# is no private key: %s', (text) => expect(() => readSigner(text)).toThrow(RangeError));

  it('never repeats the secret when it cannot be read', () => {
    const seed = secret.slice(-44);
    expect(() => readSigner(`x${secret}`)).toThrow(expect.objectContaining({ message: expect.not.stringContaining(seed) as string }));
  });

  it.each(['', 'no line feed', 'a tab\t\n', 'carriage return\r\n', 'nul\u0000\n', 'half a pair \ud800\n'])('does not sign %j', (text) =>
    expect(() => sign(text, signer)).toThrow(RangeError));

  it('signs a text with empty lines and Chinese', () => {
    const text = '四柱\n\n— 不是签名\n\n合计 1,234.56\n';
    expect(open(sign(text, signer), signer.vkey)).toBe(text);
  });

  it.each(['', 'with space', 'with+plus', 'ideographic　space', 'line\nfeed', 'nbsp\u00a0'])('has no name %j', (name) =>
    expect(() => generateSigner(name)).toThrow(RangeError));
});

describe('opening', () => {
  const line = genuine.note.split('\n')[2]!;
  const other = sign(TEXT, readSigner(generateSigner('other'))).split('\n')[2]!;
  const wrong = line.replace('Uw2QOkn8', 'Uw2QOkn9');

  it('passes over signatures of keys it was not given', () => {
    expect(open(`${TEXT}\n${other}\n${line}\n`, genuine.vkey)).toBe(TEXT);
    expect(() => open(`${TEXT}\n${other}\n`, genuine.vkey)).toThrow(refusal('note-not-signed-by-this-key'));
  });

  it('asks every signature of the key to be right', () =>
    expect(() => open(`${TEXT}\n${line}\n${wrong}\n`, genuine.vkey)).toThrow(refusal('note-signature-wrong')));

  it.each([
    ['no empty line', `${TEXT}${line}\n`],
    ['no signature', `${TEXT}\n`],
    ['no text', `\n${line}\n`],
    ['no line feed at the end', `${TEXT}\n${line}`],
    ['an empty line after it', `${TEXT}\n${line}\n\n`],
    ['carriage returns', `${TEXT}\n${line}\n`.replaceAll('\n', '\r\n')],
    ['a hyphen for the dash', `${TEXT}\n${line.replace('—', '-')}\n`],
    ['an en dash', `${TEXT}\n${line.replace('—', '–')}\n`],
    ['no space after the dash', `${TEXT}\n${line.replace('— ', '—')}\n`],
    ['two spaces', `${TEXT}\n${line.replace('foo ', 'foo  ')}\n`],
    ['something behind', `${TEXT}\n${line} x\n`],
    ['unpadded base64', `${TEXT}\n${line.replace('=', '')}\n`],
    ['base64 with spare bits', `${TEXT}\n${line.replace('QM=', 'QN=')}\n`],
    ['a signature of nothing', `${TEXT}\n— example.com/foo Uw2QOg==\n`],
    ['a line that is no signature among them', `${TEXT}\n${line}\nhello\n`],
  ])('refuses %s', (_, note) => expect(() => open(note, genuine.vkey)).toThrow(refusal('note-malformed')));

  it('a signature of another length is wrong', () =>
    expect(() => open(`${TEXT}\n— example.com/foo ${Buffer.from('530d903a00', 'hex').toString('base64')}\n`, genuine.vkey)).toThrow(refusal('note-signature-wrong')));

  it.each([genuine.vkey.replace('foo', 'bar'), genuine.vkey.replace('+Ae', '+Be'), genuine.vkey.slice(0, -4), 'x', ''])('%s is no key', (key) =>
    expect(() => open(genuine.note, key)).toThrow(RangeError));
});

describe('a checkpoint', () => {
  const root = rootOf([]).slice();
  const base64 = Buffer.from(root).toString('base64');

  it('may have extension lines', () => expect(parseCheckpoint(`o\n7\n${base64}\nextension\n`)).toEqual({ origin: 'o', size: 7, root: Buffer.from(root) }));

  it.each([
    '', `o\n7\n${base64}`, `\n7\n${base64}\n`, `o\n07\n${base64}\n`, `o\n-7\n${base64}\n`, `o\n7.0\n${base64}\n`, `o\n\n${base64}\n`, `o\n9007199254740992\n${base64}\n`,
    `o\n7\n${base64.slice(0, -4)}\n`, `o\n7\n${base64.replace('=', '')}\n`, `o\n7\n${base64}\n\n`, `o\r\n7\r\n${base64}\r\n`, 'o\n7\n',
  ])('%j is none', (text) => expect(() => parseCheckpoint(text)).toThrow(refusal('checkpoint-malformed')));

  it.each([{ origin: '' }, { origin: 'a\nb' }, { size: -1 }, { size: 0.5 }, { size: 2 ** 53 }, { size: 1e21 }, { root: root.slice(1) }])('is not written from %j', (change) =>
    expect(() => checkpointText({ origin: 'o', size: 7, root, ...change })).toThrow(RangeError));
});
