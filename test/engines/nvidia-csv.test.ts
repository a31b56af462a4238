import { describe, expect, test } from 'vitest';
import { readApps, readBits, readNumber, readText } from '../../src/engines/nvidia-csv.ts';

describe('a field that is not there is absent with a reason, never 0', () => {
  test.each([
    ['[N/A]', 'N/A'],
    ['N/A', 'N/A'],
    ['[Not Supported]', 'Not Supported'],
    ['[Insufficient Permissions]', 'Insufficient Permissions'],
    ['[Unknown Error]', 'Unknown Error'],
    [
      '[Requested functionality has been deprecated]',
      'Requested functionality has been deprecated',
    ],
    ['[Function Not Found]', 'Function Not Found'],
    ['', 'empty'],
    [undefined, 'empty'],
    ['1,024', 'not a number: 1,024'],
    ['ERR!', 'not a number: ERR!'],
    ['NaN', 'not a number: NaN'],
    ['7e', 'not a number: 7e'],
    ['0x10', 'not a number: 0x10'],
  ])('%s', (raw, reason) => {
    expect(readNumber(raw)).toEqual({ kind: 'absent', reason });
  });
});

test.each([
  ['0', 0],
  [' 12288 ', 12_288],
  ['12288 MiB', 12_288],
  ['97 %', 97],
  ['36.51', 36.51],
  ['-1', -1],
])('%s is a figure', (raw, value) => {
  expect(readNumber(raw)).toEqual({ kind: 'present', value });
});

test('texts keep their inner blanks', () => {
  expect(readText(' NVIDIA H200 NVL ')).toEqual({ kind: 'present', value: 'NVIDIA H200 NVL' });
});

test('a bit mask of 16 digits is read bit by bit', () => {
  expect(readBits('0x0000000000000005')).toEqual({ kind: 'present', value: [0, 2] });
  expect(readBits('0x8000000000000000')).toEqual({ kind: 'present', value: [63] });
  expect(readBits('5').kind).toBe('absent');
});

describe('the list of compute processes', () => {
  test('a name may hold commas', () => {
    expect(readApps('4711, python, -c, import x, 512\n')).toEqual([
      { pid: 4_711, name: 'python, -c, import x', usedMiB: { kind: 'present', value: 512 } },
    ]);
  });

  test('memory that is not told is absent', () => {
    const [app] = readApps('7, C:\\chat.exe, [N/A]');
    expect(app?.usedMiB).toEqual({ kind: 'absent', reason: 'N/A' });
  });

  test.each(['', '\n', 'pid, process_name, used_gpu_memory [MiB]\n', 'garbage', 'x, y, 5'])(
    '%j is no process',
    (text) => {
      expect(readApps(text)).toEqual([]);
    },
  );
});
