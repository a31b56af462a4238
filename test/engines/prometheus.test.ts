import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePrometheus, sumOf } from '../../src/engines/prometheus.ts';

const labelName = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
const metricName = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,12}$/);
const escape = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
const labelText = fc.string({
  unit: fc.constantFrom('a', '"', '\\', '\n', 'n', '{', '}', ',', '=', 'é'),
  maxLength: 8,
});

const writeValue = (value: number): string =>
  String(value)
    .replace(/^Infinity/, '+Inf')
    .replace('-Infinity', '-Inf');

describe('the text format of Prometheus', () => {
  test('what was written is read, whatever the labels hold', () => {
    const labels = fc.dictionary(labelName, labelText);
    fc.assert(
      fc.property(metricName, labels, fc.double({ noNaN: true }), (name, texts, value) => {
        const inner = Object.entries(texts).map(([key, text]) => `${key}="${escape(text)}"`);
        const line = `${name}{${inner.join(',')}} ${writeValue(value)} 1700000000000`;
        const [sample] = parsePrometheus(`# HELP x\n${line}\n`);
        expect(sample).toEqual({
          name,
          labels: { ...texts },
          value: value === 0 ? sample?.value : value,
        });
      }),
    );
  });

  test('garbage never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parsePrometheus(text))));
    expect(parsePrometheus('\0{}"')).toEqual([]);
  });

  test('counters of several engines are summed, an absent one is null and not 0', () => {
    const samples = parsePrometheus(
      'waiting{engine="0"} 2\nwaiting{engine="1",} 3\n# TYPE x gauge',
    );
    expect(sumOf(samples, 'waiting')).toBe(5);
    expect(sumOf(samples, 'preempted')).toBeNull();
  });

  test.each(['name', 'name{a="b" 1', 'name 1,5', 'name 0x10', '{a="b"} 1', 'name 1 2 3'])(
    '%s is no sample',
    (line) => {
      expect(parsePrometheus(line)).toEqual([]);
    },
  );
});
