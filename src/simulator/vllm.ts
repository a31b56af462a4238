#!/usr/bin/env node
// One file for the whole tree: its children start it again with a role, and load almost nothing.
const role = process.argv.indexOf('--role');

switch (process.argv[role + 1]) {
  case 'engine-core':
    (await import('./vllm-children.ts')).beEngineCore(process.argv[role + 2] ?? 'VLLM');
    break;
  case 'worker':
    (await import('./vllm-children.ts')).beWorker(process.argv[role + 2] ?? 'VLLM');
    break;
  default:
    await (await import('./vllm-start.ts')).startVllm(process.argv.slice(2));
}
