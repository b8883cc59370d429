/** A form as Stripe's clients send it: `line_items[0][price_data][currency]=cny`, lists by number or by `[]`. */
export type Params = { [name: string]: Value };
export type Value = string | Value[] | Params;

const DEEPEST = 8;

/** Reads form text into nested values. Objects have no prototype, so no name in a form can reach one. */
export function readForm(text: string): Params {
  const root = bare();
  for (const [name, value] of new URLSearchParams(text)) {
    const keys = name.split('[').map((key) => key.replace(/\]$/, ''));
    if (keys.length <= DEEPEST) place(root, keys, value);
  }
  return lists(root) as Params;
}

export const text = (value: Value | undefined): string | null => (typeof value === 'string' ? value : null);
export const list = (value: Value | undefined): Value[] => (Array.isArray(value) ? value : []);
export const object = (value: Value | undefined): Params => (typeof value === 'object' && !Array.isArray(value) ? value : bare());

const bare = (): Params => Object.create(null) as Params;

function place(into: Params, [key = '', ...deeper]: string[], value: string): void {
  const name = key === '' ? String(Object.keys(into).length) : key;
  if (deeper.length === 0) {
    into[name] = value;
    return;
  }
  if (typeof into[name] !== 'object') into[name] = bare();
  place(into[name] as Params, deeper, value);
}

/** What has only numbers for names was a list. */
function lists(value: Value): Value {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, lists(inner)] as const);
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name))) return entries.map(([, inner]) => inner);
  return Object.assign(bare(), Object.fromEntries(entries));
}
