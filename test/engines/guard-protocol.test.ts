import { describe, expect, test } from 'vitest';
import {
  readOrder,
  readReport,
  readStart,
  writeLine,
  writeOrder,
} from '../../src/engines/guard-protocol.ts';
import type { GuardReport, GuardStart } from '../../src/engines/guard-protocol.ts';

const start: GuardStart = {
  command: 'vllm',
  args: ['serve', 'a b'],
  env: { PATH: '/bin' },
  cwd: '/tmp',
  logFile: '/tmp/x.log',
  logLimitBytes: 10,
  marker: 'abc',
  stopTimeoutMs: 5,
  deadlineMs: 7,
};

describe('what one side writes the other reads', () => {
  test('the start order', () => {
    expect(readStart(writeLine(start).trim())).toEqual(start);
  });

  test.each<GuardReport>([
    { kind: 'started', pid: 1, startTicks: 2 },
    { kind: 'failed', code: 'ENOENT', message: 'no' },
    { kind: 'seen', processes: [{ pid: 3, startTicks: 4 }] },
    { kind: 'pong' },
    { kind: 'exited', code: null, signal: 'SIGKILL' },
    { kind: 'gone', why: 'silence', killed: [5], left: [{ pid: 6, state: 'D' }] },
  ])('report $kind', (report) => {
    expect(readReport(writeLine(report).trim())).toEqual(report);
  });

  test('orders', () => {
    expect(readOrder(writeOrder({ kind: 'ping' }).trim())).toEqual({ kind: 'ping' });
    expect(readOrder(writeOrder({ kind: 'deadline', remainingMs: -3.2 }).trim())).toEqual({
      kind: 'deadline',
      remainingMs: 0,
    });
  });
});

test.each(['', '{', '[]', '{"command":"x"}', '{"command":1,"args":[],"env":{}}'])(
  '%j starts nothing',
  (line) => {
    expect(readStart(line)).toBeNull();
  },
);

test.each(['', 'stop now', 'deadline', 'deadline x', 'deadline -1'])('%j is no order', (line) => {
  expect(readOrder(line)).toBeNull();
});
