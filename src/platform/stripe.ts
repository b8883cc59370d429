import Stripe from 'stripe';
import type { Fen } from '../rules/money';
import type { Config } from './config';

/** The version that the installed library's types describe; both are raised together. */
export const STRIPE_API_VERSION = '2026-10-28.endive' as const;

/** The key under which practice payments are made. */
export const PRACTICE_KEY = 'sk_test_practice';

/** Where practice payments are answered from: this very process. */
export const practiceBase = (config: Config): string => `http://127.0.0.1:${config.port}`;

/** Stripe, or what stands in for it: the server at `STRIPE_API_BASE`, or practice. A donor waits at most about 12 seconds for it. */
export function createStripe(config: Config): Stripe {
  const base = config.practice ? practiceBase(config) : config.stripeApiBase;
  const at = base ? new URL(base) : undefined;
  return new Stripe(config.stripeSecretKey ?? PRACTICE_KEY, {
    apiVersion: STRIPE_API_VERSION,
    maxNetworkRetries: 2,
    timeout: 4_000,
    telemetry: false,
    ...(at ? { host: at.hostname, port: at.port || (at.protocol === 'https:' ? 443 : 80), protocol: at.protocol === 'https:' ? 'https' : 'http' } : {}),
  });
}

/** Stripe's sums of CNY are whole fen already. @throws RangeError when it is not a whole number of at least 0 */
export function fenOf(amount: number | null): Fen {
  if (amount === null || !Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`Stripe told a sum of ${amount}`);
  return BigInt(amount);
}
