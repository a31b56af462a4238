/** A field of nvidia-smi: a figure or text, or the reason why there is none. Never 0 for absent. */
export type Field<T> =
  | { readonly kind: 'present'; readonly value: T }
  | { readonly kind: 'absent'; readonly reason: string };

const absent = (reason: string): Field<never> => ({ kind: 'absent', reason });
const present = <T>(value: T): Field<T> => ({ kind: 'present', value });

/** "[N/A]", "[Not Supported]", "[Unknown Error]" ... and the bare "N/A" are reasons, not values. */
export function readText(raw: string | undefined): Field<string> {
  const text = raw?.trim() ?? '';
  if (text === '') {
    return absent('empty');
  }
  const reason = /^\[(.*)\]$/.exec(text)?.[1] ?? (/^n\/a$/i.test(text) ? text : null);
  return reason === null ? present(text) : absent(reason);
}

/** A plain decimal, with the unit that "nounits" should have left out tolerated. */
export function readNumber(raw: string | undefined): Field<number> {
  const text = readText(raw);
  if (text.kind === 'absent') {
    return text;
  }
  const match = /^(-?\d+(?:\.\d+)?)(?: (?:MiB|%|W|us|MHz|C))?$/.exec(text.value);
  return match === null
    ? absent(`not a number: ${text.value.slice(0, 40)}`)
    : present(Number(match[1]));
}

/** "0x0000000000000004" as the numbers of its set bits. */
export function readBits(raw: string | undefined): Field<readonly number[]> {
  const text = readText(raw);
  if (text.kind === 'absent') {
    return text;
  }
  if (!/^0x[0-9a-f]{1,16}$/i.test(text.value)) {
    return absent(`not a bit mask: ${text.value.slice(0, 40)}`);
  }
  const mask = BigInt(text.value);
  return present(
    Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (mask >> BigInt(bit)) & 1n),
  );
}

export const valueOf = <T>(field: Field<T>): T | null =>
  field.kind === 'present' ? field.value : null;

/** Lines of a csv,noheader answer, each cut at its commas; empty lines are none. */
export const splitLines = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map((cell) => cell.trim()));

export type AppLine = {
  readonly pid: number;
  readonly name: string;
  readonly usedMiB: Field<number>;
};

/** "pid, process_name, used_gpu_memory": a name may hold commas, so memory is read from the right. */
export function readApps(text: string): readonly AppLine[] {
  return splitLines(text).flatMap((cells) => {
    const pid = valueOf(readNumber(cells[0]));
    return cells.length < 3 || pid === null || !Number.isInteger(pid)
      ? []
      : [{ pid, name: cells.slice(1, -1).join(', '), usedMiB: readNumber(cells.at(-1)) }];
  });
}
