import { expect, it } from 'vitest';
import { keeperSocketPath } from '../../src/server/keeper-socket.ts';

it('puts the socket into the state folder where the path is short enough', () => {
  expect(keeperSocketPath('/srv/voice box/.dream')).toBe('/srv/voice box/.dream/keeper.sock');
});

it.each([100, 300, 3000])('keeps the path under 100 bytes for a folder of %i letters', (length) => {
  const path = keeperSocketPath(`/${'é'.repeat(length)}`);
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
});

it('gives two long folders two sockets', () => {
  const paths = ['a', 'b'].map((letter) => keeperSocketPath(`/${letter.repeat(200)}`));
  expect(new Set(paths).size).toBe(2);
});
