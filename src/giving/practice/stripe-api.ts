import { createHash } from 'node:crypto';
import { list, object, readForm, text, type Params } from './form';
import { NotPossible, type StripeImitation } from './stripe-imitation';
import { API_VERSION, newId, type Kind, type Seconds, type Thing } from './stripe-objects';
import { DAY, invalid, metadata, missing, onlyKnown, sessionAsked, Unaccepted, wholeNumber } from './stripe-params';

/** What came over HTTP, and what goes back. */
export interface Request {
  method: string;
  /** Path and query. */
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const REFUND_PARAMS = ['amount', 'charge', 'expand', 'metadata', 'payment_intent', 'reason'];

const COLLECTIONS: Record<string, Kind> = {
  'checkout/sessions': 'checkout.session',
  payment_intents: 'payment_intent',
  charges: 'charge',
  refunds: 'refund',
  balance_transactions: 'balance_transaction',
  events: 'event',
};

interface Remembered {
  at: Seconds;
  asked: string;
  body: string;
}

/** The `/v1` API in front of the imitation: keys, versions, parameters, idempotency, lists and expansion, as Stripe answers them. */
export class StripeApi {
  private readonly remembered: Map<string, Remembered>;

  constructor(private readonly imitation: StripeImitation, private readonly secretKey: string, saved: string | null = null) {
    this.remembered = new Map(saved === null ? [] : (JSON.parse(saved) as [string, Remembered][]));
  }

  /** The answers kept under idempotency keys, as one JSON text. */
  save(): string {
    return JSON.stringify([...this.remembered]);
  }

  answer(request: Request): Answer {
    const id = newId('req');
    const idempotencyKey = header(request, 'idempotency-key');
    this.imitation.cause = { id, idempotency_key: idempotencyKey };
    try {
      this.checkCaller(request);
      const { body, replayed } = request.method === 'POST' && idempotencyKey !== null
        ? this.once(idempotencyKey, request)
        : { body: this.perform(request), replayed: false };
      return json(200, id, body, replayed ? { 'idempotent-replayed': 'true' } : {});
    } catch (error) {
      if (error instanceof Unaccepted) return json(error.status, id, JSON.stringify({ error: error.error }));
      if (error instanceof NotPossible) return json(400, id, JSON.stringify({ error: { type: 'invalid_request_error', message: error.message } }));
      throw error;
    } finally {
      this.imitation.cause = { id: null, idempotency_key: null };
    }
  }

  private checkCaller(request: Request): void {
    const authorization = header(request, 'authorization');
    if (authorization !== `Bearer ${this.secretKey}`) throw invalid(authorization === null ? 'You did not provide an API key.' : 'Invalid API Key provided.', {}, 401);
    const version = header(request, 'stripe-version');
    if (version !== null && version !== API_VERSION) throw invalid(`Invalid Stripe API version: ${version}. Only ${API_VERSION} is imitated.`);
  }

  /** The same key with the same request gets the same answer for a day; what was refused was never begun and is not kept. */
  private once(key: string, request: Request): { body: string; replayed: boolean } {
    const now = this.imitation.seconds();
    for (const [old, { at }] of this.remembered) {
      if (at > now - DAY) break; // kept in the order they came
      this.remembered.delete(old);
    }
    const asked = createHash('sha256').update(`${request.url}\n${request.body}`).digest('base64');
    const before = this.remembered.get(key);
    if (before && before.asked !== asked)
      throw new Unaccepted(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    if (before) return { body: before.body, replayed: true };
    const body = this.perform(request);
    this.remembered.set(key, { at: now, asked, body });
    return { body, replayed: false };
  }

  private perform({ method, url, body }: Request): string {
    const [path = '', query = ''] = url.split('?');
    const [, name = '', id, act] = /^\/v1\/(checkout\/sessions|[a-z_]+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(path) ?? [];
    const kind = COLLECTIONS[name];
    const params = readForm(method === 'GET' ? query : body);
    const nothing = invalid(`Unrecognized request URL (${method}: ${path}).`, {}, 404);
    if (!kind) throw nothing;

    let result: Thing;
    if (method === 'GET' && id === undefined) return JSON.stringify(this.page(kind, path, params));
    if (method === 'GET' && id !== undefined && act === undefined) result = this.found(kind, id);
    else if (method === 'POST' && kind === 'checkout.session' && id === undefined) result = this.imitation.open(...sessionAsked(params, this.imitation.seconds()));
    else if (method === 'POST' && kind === 'checkout.session' && id !== undefined && act === 'expire') result = this.imitation.expire(this.found(kind, id).id);
    else if (method === 'POST' && kind === 'refund' && id === undefined) result = this.refund(params);
    else throw nothing;
    return JSON.stringify(this.expanded(result, paths(params)));
  }

  private refund(params: Params): Thing {
    onlyKnown(params, REFUND_PARAMS);
    const intentId = text(params.payment_intent);
    const chargeId = text(params.charge) ?? (intentId === null ? null : (this.found('payment_intent', intentId).latest_charge as string | null));
    if (chargeId === null) throw intentId === null ? missing('charge') : invalid(`The PaymentIntent ${intentId} does not have a successful charge to refund.`);
    const charge = this.found('charge', chargeId);
    const left = charge.amount - charge.amount_refunded;
    if (left === 0) throw invalid(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
    const sum = params.amount === undefined ? left : wholeNumber(params.amount, 'amount');
    if (sum < 1) throw invalid('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' });
    if (sum > left) throw invalid(`Refund amount (${sum}) is greater than unrefunded amount on charge (${left})`, { param: 'amount' });
    const reason = text(params.reason);
    if (reason !== null && !['duplicate', 'fraudulent', 'requested_by_customer'].includes(reason)) throw invalid('Invalid reason.', { param: 'reason' });
    return this.imitation.refund(charge, { sum, reason, metadata: metadata(params.metadata, 'metadata') });
  }

  private page(kind: Kind, path: string, params: Params): object {
    const limit = params.limit === undefined ? 10 : wholeNumber(params.limit, 'limit');
    if (limit < 1 || limit > 100) throw invalid('Invalid limit: it must be between 1 and 100.', { code: 'parameter_invalid_integer', param: 'limit' });
    const all = this.imitation.all(kind).filter((thing) => wanted(thing, params));
    const place = (name: string): number | null => {
      const id = text(params[name]);
      if (id === null) return null;
      this.found(kind, id);
      return all.findIndex((thing) => thing.id === id);
    };
    const after = place('starting_after');
    const before = place('ending_before');
    const rest = before !== null ? all.slice(0, before) : all.slice(after === null ? 0 : after + 1);
    const data = before !== null ? rest.slice(-limit) : rest.slice(0, limit);
    const inData = paths(params).map((keys) => {
      if (keys.shift() !== 'data') throw invalid('Properties of a list are expanded under `data.`', { param: 'expand' });
      return keys;
    });
    return { object: 'list', data: data.map((thing) => this.expanded(thing, inData)), has_more: rest.length > limit, url: path };
  }

  /** A copy with the named ids replaced by what they stand for, in their depth. */
  private expanded(thing: Thing, expand: readonly string[][]): object {
    const copy = structuredClone(thing);
    for (const path of expand) this.expandIn(copy as unknown as Record<string, unknown>, path);
    return copy;
  }

  private expandIn(holder: Record<string, unknown>, [key = '', ...deeper]: string[]): void {
    const value = holder[key];
    if (value === null) return;
    const meant = typeof value === 'string' ? structuredClone(this.imitation.any(value)) : value;
    if (typeof meant !== 'object' || meant === null) throw invalid(`This property cannot be expanded (${key}).`, { param: 'expand' });
    holder[key] = meant;
    if (deeper.length > 0) this.expandIn(meant as Record<string, unknown>, deeper);
  }

  private found<K extends Kind>(kind: K, id: string): Extract<Thing, { object: K }> {
    const thing = this.imitation.find(kind, id);
    if (!thing) throw invalid(`No such ${kind}: '${id}'`, { code: 'resource_missing', param: 'id' }, 404);
    return thing;
  }
}

function wanted(thing: Thing, params: Params): boolean {
  const held = thing as unknown as Record<string, unknown>;
  const types = list(params.types);
  if (types.length > 0 && !types.includes(held.type as string)) return false;
  if (params.delivery_success !== undefined && (held.pending_webhooks === 0) !== (params.delivery_success === 'true')) return false;
  for (const name of ['type', 'charge', 'payment_intent', 'source', 'status'])
    if (params[name] !== undefined && held[name] !== params[name]) return false;
  if (typeof params.created === 'string') return thing.created === Number(params.created);
  const { gt, gte, lt, lte } = object(params.created);
  return !(gt && thing.created <= Number(gt)) && !(gte && thing.created < Number(gte)) && !(lt && thing.created >= Number(lt)) && !(lte && thing.created > Number(lte));
}

/** `latest_charge.balance_transaction` as its steps; at most four, and `data` before them in a list. */
const paths = (params: Params): string[][] => list(params.expand).map((path) => (text(path) ?? '').split('.').slice(0, 5));

function header({ headers }: Request, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

const json = (status: number, requestId: string, body: string, more: Record<string, string> = {}): Answer => ({
  status, body, headers: { 'content-type': 'application/json', 'request-id': requestId, 'stripe-version': API_VERSION, ...more },
});
