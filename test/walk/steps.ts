import { join } from 'node:path';
import type { Visitor } from './browser';

/** A step that did not go as it should, with its name and number. */
export class StepFailed extends Error {}

/** The steps of one walk through the site: each is named, timed, photographed, and fails on whatever the browser complains of. */
export class Steps {
  private count = 0;

  constructor(readonly title: string, private readonly visitor: Visitor, private readonly folder: string) {
    console.log(`\n${title}`);
  }

  async step(name: string, doing: () => Promise<void>): Promise<void> {
    const no = String(++this.count).padStart(2, '0');
    const begun = performance.now();
    try {
      await doing();
      await this.visitor.mustBeWell();
      await this.visitor.mustBeOpenToAll();
    } catch (error) {
      await this.photograph(`${no}-failed`).catch(() => undefined); // what is wrong matters more than its picture
      throw new StepFailed(`✗ ${this.title} ${no} ${name}\n${error instanceof Error ? error.message : String(error)}\n${this.visitor.page.url()}`);
    }
    const took = Math.ceil(performance.now() - begun);
    await this.photograph(`${no}-${name.replaceAll(/\W+/g, '-')}`);
    console.log(`  ✓ ${no} ${name.padEnd(42)} ${String(took).padStart(6)} ms`);
  }

  private photograph(name: string): Promise<void> {
    return this.visitor.photograph(join(this.folder, `${this.title}-${name}.png`));
  }
}
