import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CannotStart } from './cannot-start';

/** How PostgreSQL's programs are run: as whom, and behind which command. */
export interface PostgresUser {
  readonly prefix: readonly string[];
  /** Who owns the files PostgreSQL makes; absent when that is whoever runs us. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Whether node itself has to change to the owner, because the prefix does not. */
  readonly switches: boolean;
}

const IN_USER_NAMESPACE = ['unshare', '--user', '--map-user=65534', '--map-group=65534'];

/**
 * PostgreSQL refuses to run as root, yet in a container everybody is root. In order of preference:
 * 1. not root: nothing to do;
 * 2. the owner of the data folder, or of a new one `postgres` or `nobody`, if that user can reach the folder and the programs;
 * 3. a user namespace, in which root calls itself nobody: also for a clone in a folder only root may enter;
 * 4. an ordinary user with the one capability of reaching every file, where namespaces are forbidden.
 */
export function postgresUser(program: string, dataDir: string): PostgresUser {
  const owner = existsSync(dataDir) ? statSync(dataDir) : undefined;
  const me = process.getuid?.();
  if (me !== 0) {
    if (owner && owner.uid !== me)
      throw new CannotStart(`数据目录 ${dataDir} 属于另一个系统用户，请用那个用户启动，或用 DATA_DIR 另选目录。`, `The data folder ${dataDir} belongs to another system user: start as that user, or choose another folder with DATA_DIR.`);
    return { prefix: [], switches: false };
  }
  const others = owner ? (owner.uid === 0 ? [] : [{ uid: owner.uid, gid: owner.gid }]) : ['postgres', 'nobody'].flatMap(systemUser);
  for (const other of others) if (runs([program, '--version'], other) && runs(['test', '-x', dirname(dataDir)], other)) return { prefix: [], owner: other, switches: true };
  if ((!owner || owner.uid === 0) && runs([...IN_USER_NAMESPACE, program, '--version'])) return { prefix: IN_USER_NAMESPACE, switches: false };
  for (const other of others) {
    // without no_setuid_fixup access(2) forgets the capability, and initdb with it
    const prefix = ['setpriv', '--securebits=+no_setuid_fixup', `--reuid=${other.uid}`, `--regid=${other.gid}`, '--clear-groups', '--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'];
    if (runs([...prefix, program, '--version'])) return { prefix, owner: other, switches: false };
  }
  throw new CannotStart('随附的 PostgreSQL 无法在本机以 root 身份运行，请改用普通用户启动，或用 DATABASE_URL 指定数据库。', 'The PostgreSQL that comes with Sizhu cannot run as root on this machine: start as an ordinary user, or name a database with DATABASE_URL.');
}

function systemUser(name: string): { uid: number; gid: number }[] {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  return uid?.status === 0 && gid?.status === 0 ? [{ uid: Number(uid.stdout), gid: Number(gid.stdout) }] : [];
}

function runs([program = '', ...args]: readonly string[], as?: { uid: number; gid: number }): boolean {
  return spawnSync(program, args, { ...as, cwd: '/' }).status === 0;
}
