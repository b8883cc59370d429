import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = join(__dirname, '..', '..');
const SOON = 60_000;

/** The real program, as `npm start` runs it once it is built. */
export class Started {
  said = '';
  readonly exit: Promise<number | string>;
  private readonly child: ChildProcess;

  constructor(environment: Record<string, string>, program = 'main.js') {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(process.execPath, [join('dist', 'src', program)], { cwd: ROOT, env: { PATH, HOME, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (text) => (this.said += String(text)));
    this.exit = new Promise((done) => this.child.once('exit', (code, signal) => done(code ?? signal ?? '')));
    running.add(this);
    void this.exit.then(() => running.delete(this));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): this {
    this.child.kill(signal);
    return this;
  }

  /** It has said where to go, and is there. */
  async serves(): Promise<this> {
    const ended = this.exit.then((code) => Promise.reject(new Error(`ended with ${code}: ${this.said}`)));
    const open = until(() => this.said.includes('Ctrl-C'));
    await Promise.race([open, ended]);
    ended.catch(() => undefined);
    expect((await fetch(`${this.address}/health`)).status).toBe(200);
    return this;
  }

  /** Where it has said to go. */
  get address(): string {
    return /http:\/\/localhost:\d+/.exec(this.said)?.[0] ?? '';
  }

  /** It gave up with one sentence in each language and no stack. */
  async givesUp(zh: RegExp, en: RegExp): Promise<void> {
    expect(await this.exit).toBe(1);
    const lines = this.said.trim().split('\n');
    expect(lines).toEqual([expect.stringMatching(zh), expect.stringMatching(en)]);
  }
}
export const running = new Set<Started>();

export async function until(true_: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + SOON;
  while (!(await true_())) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await sleep(20);
  }
}
