import { expect } from 'vitest';

/** Every tag is closed in its order, attributes are quoted, and text holds no bare `<` or `&`. */
export function expectWellFormed(xml: string): void {
  const open: string[] = [];
  const body = xml.replaceAll(/<(\/?)([A-Za-z]+)((?: [\w:-]+="[^"<]*")*) ?(\/?)>/g, (...found) => {
    const [, end = '', name = '', , alone = ''] = found as string[];
    if (end === '/') expect(open.pop()).toBe(name);
    else if (alone === '') open.push(name);
    return '';
  });
  expect(open).toEqual([]);
  expect(body).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/);
}
