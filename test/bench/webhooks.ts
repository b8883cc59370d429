import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { signatureOf } from '../../src/giving/practice/event-delivery';
import { type Figure, type Ground, median, shown } from './ground';
import { Server } from './server';

const CONNECTIONS = 64;
const ROUND_S = 4;
const ROUNDS = 5;
const GIFTS = 5_000;

/** News over HTTP: kept on the disk before the 200, against the same route that only checks the signature. */
export async function benchWebhooks(ground: Ground): Promise<Figure[]> {
  const db = new Client({ connectionString: ground.ownerUrl });
  await db.connect();
  let ours: Server | undefined;
  let bare: Server | undefined;
  try {
    await makeGifts(db);
    ours = await Server.start(ground, 'src/main.js');
    bare = await Server.start(ground, 'test/bench/signature-only.js');
    await load(ours, ground, 1);
    await load(bare, ground, 1);
    const rounds: { ratio: number; kept: number; bare: number; p99: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = await load(bare, ground, ROUND_S / 2);
      const kept = await load(ours, ground, ROUND_S);
      const after = await load(bare, ground, ROUND_S / 2);
      const baseline = (before.rate + after.rate) / 2;
      rounds.push({ ratio: kept.rate / baseline, kept: kept.rate, bare: baseline, p99: kept.p99 });
    }
    const ratio = median(rounds.map((r) => r.ratio));
    const settled = await settle(db, ours);
    return [{
      what: `POST /stripe/events, ${CONNECTIONS} connections, each event kept before the 200`, ratio, goal: '≥ 0.5', met: ratio >= 0.5,
      detail: `rounds ${rounds.map((r) => shown(r.ratio)).join(' ')}; p99 ${shown(median(rounds.map((r) => r.p99)))} ms; about ${Math.floor(median(rounds.map((r) => r.kept)))}/s here against ${Math.floor(median(rounds.map((r) => r.bare)))}; settling ${GIFTS} gifts (payment, entry, receipt): about ${Math.floor(settled)} gifts/s`,
      baseline: 'the same framework without a line of ours: no headers, limits, log or metrics; constructEvent(body, signature, secret), then { received: true }; nothing kept',
    }];
  } finally {
    await ours?.stop();
    await bare?.stop();
    await db.end();
  }
}

/** News that books nothing, each with an id of its own: what is measured is being told, not settling. */
async function load(server: Server, ground: Ground, seconds: number): Promise<{ rate: number; p99: number }> {
  const result = await autocannon({
    url: server.origin, connections: CONNECTIONS, duration: seconds,
    requests: [{
      method: 'POST', path: '/stripe/events',
      setupRequest: (request) => {
        const body = eventText('payment_intent.created', { id: `pi_${randomUUID()}`, object: 'payment_intent', amount: 9000, currency: 'cny', note: 'x'.repeat(1_000) });
        return { ...request, body, headers: { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, { secret: ground.stripeSecret, at: Math.floor(Date.now() / 1000) }) } };
      },
    }],
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  return { rate: result['2xx'] / (result.duration || seconds), p99: result.latency.p99 };
}

const eventText = (type: string, object: object): string =>
  JSON.stringify({ id: `evt_${randomUUID().replaceAll('-', '')}`, object: 'event', api_version: '2026-10-28.endive', created: Math.floor(Date.now() / 1000), type, data: { object }, livemode: false, pending_webhooks: 1, request: null });

/** Gifts that wait at the provider's page. */
async function makeGifts(db: Client): Promise<void> {
  await db.query(`INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal)
    VALUES ('webhooks', '测量', 'Webhooks', 'p', 'p', 'r', 'r', '1', 'h', 'h', '测量之印')`);
  await db.query("SELECT ledger_open_fund(1, 'general', 'general', '一般基金', 'General', '2026-01-01'), ledger_open_fund(1, 'lunch', 'restricted', '午餐', 'Lunch', '2026-01-01')");
  await db.query("INSERT INTO place (foundation, account, code, name, english_name) VALUES (1, '1009', 'clearing', 'c', 'c')");
  await db.query(`INSERT INTO donation (id, no, foundation, fund, amount, wants_receipt, lang, token_hash, begun_at, expires_at)
    SELECT gen_random_uuid(), 'GF-2026-' || g, 1, (SELECT id FROM fund WHERE code = 'lunch'), 9000, false, 'zh', sha256(g::text::bytea), now(), now() + interval '7 days' FROM generate_series(1, ${GIFTS}) g`);
  await db.query("INSERT INTO checkout (donation, attempt, way, begun_at, session, url) SELECT id, 1, 'card', now(), 'cs_' || no, '' FROM donation");
}

/** Puts the news of all gifts into the inbox at once and waits until the last one is in the books. */
async function settle(db: Client, server: Server): Promise<number> {
  const { rows } = await db.query<{ id: string; no: string }>('SELECT id, no FROM donation');
  const bodies = rows.map(({ id, no }) => eventText('checkout.session.completed', { id: `cs_${no}`, object: 'checkout.session', mode: 'payment', payment_status: 'paid', payment_intent: `pi_${no}`, client_reference_id: id, amount_total: 9000, currency: 'cny' }));
  await db.query("INSERT INTO inbox_event (id, type, created_at, body) SELECT b::json->>'id', b::json->>'type', now(), b FROM unnest($1::text[]) b", [bodies]);
  const begun = performance.now();
  for (;;) {
    const [row] = (await db.query<{ n: string }>('SELECT count(*)::int AS n FROM payment')).rows;
    if (Number(row!.n) === GIFTS) break;
    if (performance.now() - begun > 120_000) throw new Error(`only ${row!.n} gifts settled; ${server.origin}`);
    await sleep(50);
  }
  return GIFTS / ((performance.now() - begun) / 1000);
}
