import type { Config } from './platform/config';
import { signIns } from './tasks/seed';

/** What a person reads when Sizhu has started: where to go, and as whom. */
export function welcome({ baseUrl, practice }: Config): string {
  const lines = [`四柱 Sizhu`, ``, `  打开  Open    ${baseUrl}`, `                ${baseUrl}/en`];
  if (practice) lines.push(``, ...signIns(baseUrl).map((line) => `  ${line}`), `  练习模式，不涉及真实款项  Practice: no real money`);
  return `\n${lines.join('\n')}\n\n  按 Ctrl-C 停止  Ctrl-C stops\n`;
}
