import { rmSync } from 'node:fs';
import type { TestCluster } from './global-setup';

export default async function tearDown(): Promise<void> {
  const { testCluster } = globalThis as { testCluster?: TestCluster };
  if (!testCluster) return; // it never started
  await testCluster.cluster.stop();
  rmSync(testCluster.folder, { recursive: true, force: true });
}
