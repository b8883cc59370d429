import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from 'i18next';

/** The languages of the house, the first one first: Chinese has no prefix in an address, English lives under /en. */
export const LANGS = ['zh', 'en'] as const;
export type Lang = (typeof LANGS)[number];
/** In which column a thing's name stands. */
export const nameIn = (lang: Lang): 'name' | 'english_name' => (lang === 'zh' ? 'name' : 'english_name');

/** What a sentence needs to be whole: sums, days and names already written out; `count` chooses singular or plural. */
export type Values = Readonly<Record<string, string | number>>;

export interface Words {
  /** The words under a key. A key without words is our mistake and throws. */
  (key: string, values?: Values): string;
  has(key: string): boolean;
}

/** Words of all pages, `views/words/<lang>.json`: flat keys, `page.place.what`, so that a key is found by searching for it. */
export const WORDS = join(process.cwd(), 'views', 'words');

/** All keys and words of a language, as they stand in the file. */
export const wordsFile = (lang: Lang): Record<string, string> => JSON.parse(readFileSync(join(WORDS, `${lang}.json`), 'utf8')) as Record<string, string>;

const speak = (lang: Lang): Words => {
  const written = wordsFile(lang);
  const i18n = createInstance();
  // Everything is in memory, so this is done at once. Handlebars escapes; here nothing may.
  void i18n.init({ lng: lang, resources: { [lang]: { translation: written } }, keySeparator: false, nsSeparator: false, interpolation: { escapeValue: false, skipOnVariables: true } });
  const has = (key: string): boolean => i18n.exists(key) || i18n.exists(key, { count: 1 });
  const words = (key: string, values: Values = {}): string => {
    // most words have no holes; a page has a hundred of them
    const whole = written[key];
    if (whole !== undefined && !whole.includes('{{')) return whole;
    const said = i18n.t(key, values);
    if (said === key && !has(key)) throw new Error(`No words in ${lang} for "${key}"`);
    return said;
  };
  return Object.assign(words, { has });
};

const spoken = new Map<Lang, Words>();

/** `t` of a language: `const t = wordsOf('zh'); t('give.title', { fund: '银龄午餐基金' })`. */
export function wordsOf(lang: Lang): Words {
  const known = spoken.get(lang);
  if (known) return known;
  const words = speak(lang);
  spoken.set(lang, words);
  return words;
}


/** The sentence of a refusal: `refused.<code>` with its facts, or the general one. */
export function refusalIn(lang: Lang, { code, facts = {} }: { code: string; facts?: Readonly<Record<string, string>> }): string {
  const t = wordsOf(lang);
  return t.has(`refused.${code}`) ? t(`refused.${code}`, facts) : t('refused.other', { code });
}
