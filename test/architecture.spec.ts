import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { TABLERS } from '../src/rules/tabling';
import { AGREEMENT_KINDS, EVIDENCE } from '../src/enterprises/assessment';
import { LANGS, wordsFile } from '../src/platform/words';
import { FEE_BASES } from '../src/rules/management-fee';
import { startApp, type TestApp } from './support/app';

const ORDER = ['rules', 'platform', 'people', 'ledger', 'bank', 'foundations', 'funds', 'council', 'community', 'payouts', 'giving', 'enterprises', 'grants', 'desk', 'disclosure', 'tasks'];
const ROOT = join(__dirname, '..');

const files = (folder: string, ending = '.ts'): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending)).map((file) => `${folder}/${file.replaceAll('\\', '/')}`);
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1]!);
const unique = (names: string[]): string[] => [...new Set(names)].sort();

/** What a file imports, with our own files by their place in the tree. */
function imports(file: string): { ours: string[]; others: string[] } {
  const named = ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName);
  const place = (name: string): string | undefined => ['.ts', '.js', '/index.ts'].map((ending) => normalize(join(dirname(file), name)) + ending).find((path) => existsSync(join(ROOT, path)));
  return { ours: named.filter((name) => name.startsWith('.')).flatMap((name) => place(name) ?? []), others: named.filter((name) => !name.startsWith('.')) };
}

const SOURCES = files('src');
const TESTS = files('test');
const MIGRATIONS = files('migrations').sort();

describe('the folders', () => {
  it('import themselves and what stands to their left', () => {
    const up = SOURCES.flatMap((file) => {
      const [, from] = file.split('/') as [string, string];
      if (!ORDER.includes(from)) return []; // main and the like stand above all
      const mayImport = [...ORDER.slice(0, ORDER.indexOf(from) + 1), ...(from === 'tasks' ? ['app.module.ts'] : [])];
      return imports(file).ours.filter((path) => path.startsWith('src/')).map((path) => path.split('/')[1]!).filter((to) => !mayImport.includes(to)).map((to) => `${file} reaches up to ${to}`);
    });
    expect(up).toEqual([]);
  });

  it('are all in the order', () => {
    expect(readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && !ORDER.includes(entry.name)).map(({ name }) => name)).toEqual([]);
  });

  it('leave the rule book alone with itself', () => {
    const rules = SOURCES.filter((file) => file.startsWith('src/rules/') && !file.endsWith('.spec.ts'));
    expect(rules.flatMap((file) => imports(file).others.filter((name) => !name.startsWith('node:')).map((name) => `${file} knows ${name}`))).toEqual([]);
  });

  it('say which file they mean', () => {
    expect([...SOURCES, ...TESTS].filter((file) => file.endsWith('/index.ts'))).toEqual([]);
  });

  const scripts = Object.values((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts).join(' ');
  const started = all(scripts, /dist\/([\w/-]+)\.js/g).map((path) => `${path}.ts`);

  it('hold what package.json starts', () => {
    expect(started.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('hold no file that nobody uses', () => {
    const seen = new Set<string>();
    const walk = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      imports(file).ours.forEach(walk);
      // and what it starts as a program of its own
      all(read(file), /'((?:src|test)\/[\w/-]+)\.js'/g).map((path) => `${path}.ts`).filter((path) => existsSync(join(ROOT, path))).forEach(walk);
    };
    [...started.filter((file) => existsSync(join(ROOT, file))), ...[...SOURCES, ...TESTS].filter((file) => /\.(spec|long)\.ts$|global-(setup|teardown)\.ts$/.test(file))].forEach(walk);
    expect([...SOURCES, ...TESTS].filter((file) => !seen.has(file))).toEqual([]);
  });

  it('hold nothing unfinished, silenced, or played that is ours', () => {
    const forbidden = /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|nocheck|expect-error)|eslint-disable(?!-next-line [\w/-]+ -- )|jest\.(mock|spyOn)\(|\b(it|test|describe)\.only\(/g;
    const here = normalize(relative(ROOT, __filename));
    expect([...SOURCES, ...TESTS, ...MIGRATIONS].filter((file) => file !== here).flatMap((file) => (read(file).match(forbidden) ?? []).map((word) => `${file}: ${word}`))).toEqual([]);
    expect([...SOURCES, ...TESTS].filter((file) => /\b(utils?|helpers?|manager|common|misc)\b/.test(file))).toEqual([]);
  });
});

describe('migrations', () => {
  it('are numbered without a gap, and the class says the same as the file', () => {
    MIGRATIONS.forEach((file, at) => {
      const number = String(at + 1).padStart(4, '0');
      const [, name] = /^migrations\/\d{4}-([a-z-]+)\.ts$/.exec(file)!;
      const camel = name!.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
      expect(file).toBe(`migrations/${number}-${name}.ts`);
      expect(read(file)).toContain(`export class ${camel}${number.padStart(13, '0')} implements MigrationInterface`);
    });
  });
});

describe('refusals', () => {
  const laws = unique(MIGRATIONS.map(read).flatMap((sql) => [
    ...all(sql, /(?<!DROP )CONSTRAINT ([a-z]\w+)/g), ...all(sql, /CONSTRAINT = '(\w+)'/g), ...all(sql, /refuse\('(\w+)'\)/g),
    ...all(sql, /(?:THEN|ELSE) '((?:[a-z]+_){3,}[a-z]+)'/g), // a law chosen by a CASE
    ...all(sql, /UNIQUE INDEX (an?_\w+)/g),
  ])).map((name) => name.replaceAll('_', '-'));
  const thrown = unique(SOURCES.filter((file) => !file.endsWith('.spec.ts')).flatMap((file) => all(read(file), /new Refused\(\s*'([\w-]+)'/g)));
  // sentences that are needed where the words of the views are not at hand
  const close = all(read('src/platform/errors.ts'), /^ {2}'([\w-]+)': \{ zh:/gm);

  it.each(LANGS)('have a sentence each, in %s', (lang) => {
    const words = wordsFile(lang);
    expect(laws.length).toBeGreaterThan(50);
    expect([...laws, ...thrown].filter((code) => !(`refused.${code}` in words) && !close.includes(code))).toEqual([]);
  });
});

describe('words', () => {
  it.each(LANGS)('stand once each, in %s', (lang) => {
    const keys = all(read(`views/words/${lang}.json`), /^\s*"([^"]+)":/gm);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it.each(LANGS)('there are some for every kind of a list of ours, wherever it is named, in %s', (lang) => {
    const words = wordsFile(lang);
    const named = [...['fee-base', 'fund-agreement.fee', 'fee.term'].flatMap((group) => FEE_BASES.map((one) => `${group}.${one}`)), ...AGREEMENT_KINDS.map((one) => `profit.kind.${one}`), ...EVIDENCE.map((one) => `profit.evidence.${one}`), ...TABLERS.map((one) => `council.tabler.${one}`)];
    expect(named.filter((key) => !(key in words))).toEqual([]);
  });
});

describe('views', () => {
  const isPart = (name: string): boolean => name === 'layout' || name === 'desk-layout' || name.startsWith('shared/');
  const views = files('views', '.hbs').map((file) => file.replace(/^views\/|\.hbs$/g, ''));
  const sources = SOURCES.map(read);

  it('are there when a route renders them', () => {
    const rendered = unique(sources.flatMap((source) => all(source, /\b(?:view|Render|FormPage|sendView)\((?:\w+, )?'([a-z-]+\/[a-z-]+)'/g)));
    expect(rendered.length).toBeGreaterThan(5);
    expect(rendered.filter((name) => !views.includes(name))).toEqual([]);
  });

  it('are rendered by somebody', () => {
    const named = new Set(sources.flatMap((source) => all(source, /'([a-z-]+\/[a-z-]+)'/g)));
    expect(views.filter((name) => !isPart(name) && !named.has(name))).toEqual([]);
    const called = new Set(files('views', '.hbs').flatMap((file) => all(read(file), /\{\{#?> ?\(?(?:key )?"?([a-z/-]+)/g)));
    expect(views.filter((name) => isPart(name) && name !== 'shared/error' && ![...called].some((call) => call === name || (call.endsWith('-') && name.startsWith(call))))).toEqual([]);
  });
});

describe('routes', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ imports: [DiscoveryModule] });
  });
  afterAll(() => app?.close());

  it('say who may knock', () => {
    const scanner = new MetadataScanner();
    const silent: string[] = [];
    let found = 0;
    for (const { metatype } of app.app.get(DiscoveryService, { strict: false }).getControllers()) {
      const prototype = (metatype as { prototype: Record<string, object> }).prototype;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name]!;
        if (!Reflect.hasMetadata('path', handler)) continue;
        found++;
        if (![handler, metatype!].some((target) => Reflect.hasMetadata('access:public', target) || Reflect.hasMetadata('access:allowed', target))) silent.push(`${(metatype as { name: string }).name}.${name}`);
      }
    }
    expect(found).toBeGreaterThan(10);
    expect(silent).toEqual([]);
  });
});
