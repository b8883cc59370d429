import { benchBatches } from './batches';
import { benchClosing } from './closing';
import { benchGuardrails } from './guardrails';
import { benchPosting } from './posting';
import { benchPages } from './reading';
import { benchStatements } from './statements';
import { benchWebhooks } from './webhooks';
import { type Figure, openGround, shown } from './ground';

/** `npm run bench [posting|webhooks|reading|batches|statements|guardrails|closing]`: ratios measured in one run on one machine. Absolute figures are only for the eye. */
const PARTS = { posting: benchPosting, webhooks: benchWebhooks, reading: benchPages, batches: benchBatches, statements: benchStatements, guardrails: benchGuardrails, closing: benchClosing };

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !(name in PARTS));
  if (unknown) throw new Error(`There is no part ${unknown}: ${Object.keys(PARTS).join(', ')}`);
  let failed = 0;
  for (const [name, part] of Object.entries(PARTS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const ground = await openGround();
    try {
      console.log(`\n${name}`);
      for (const figure of await part(ground)) {
        print(figure);
        if (!figure.met) failed++;
      }
    } finally {
      await ground.close();
    }
  }
  console.log(failed === 0 ? '\nAll goals met.' : `\n${failed} goal(s) not met.`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function print({ what, ratio, goal, met, detail, baseline }: Figure): void {
  console.log(`  ${met ? '✓' : '✗'} ${what}: ${shown(ratio)} (goal ${goal})\n      ${detail}\n      against: ${baseline}`);
}

void main();
