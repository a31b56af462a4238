/** The parts of a multipart/form-data body by field name; null: it is none. */
export const readMultipart = (
  contentType: string,
  body: Buffer,
): ReadonlyMap<string, Buffer> | null => {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined || !contentType.startsWith('multipart/form-data')) {
    return null;
  }
  const parts = new Map<string, Buffer>();
  const mark = `--${boundary}`;
  for (let at = body.indexOf(mark); at >= 0;) {
    const next = body.indexOf(`\r\n${mark}`, at + mark.length);
    const headEnd = body.indexOf('\r\n\r\n', at);
    if (next < 0 || headEnd < 0) {
      break;
    }
    const head = body.toString('latin1', at, headEnd);
    const name = /name="([^"]*)"/i.exec(head)?.[1];
    if (name !== undefined) {
      parts.set(name, body.subarray(headEnd + 4, next));
    }
    at = next + 2;
  }
  return parts;
};
