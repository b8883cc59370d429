import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type Ground } from './ground';

/** A program in a process of its own, so that its memory and processor are its own. */
export class Server {
  private constructor(readonly origin: string, private readonly child: ChildProcess) {}

  /** @param program compiled file below `dist` */
  static async start(ground: Ground, program: string): Promise<Server> {
    const port = await freePort();
    const child = spawn(process.execPath, [join(__dirname, '..', '..', program)], { env: ground.environment(port), stdio: ['ignore', 'ignore', 'inherit'] });
    const server = new Server(`http://127.0.0.1:${port}`, child);
    for (let tries = 0; ; tries++) {
      if (child.exitCode !== null || tries > 300) throw new Error(`${program} did not start`);
      const ready = await fetch(`${server.origin}/health/live`).then((answer) => answer.ok, () => false);
      if (ready) return server;
      await sleep(100);
    }
  }

  /** Resident memory now, in MB. */
  memory(): number {
    return this.status('VmRSS');
  }

  /** Forgets the highest mark, so that `peak` tells of what comes. */
  forgetPeak(): void {
    writeFileSync(`/proc/${this.child.pid}/clear_refs`, '5');
  }

  peak(): number {
    return this.status('VmHWM');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }

  private status(field: string): number {
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))![1]) / 1024;
  }
}
