import { isRecord, textAt } from './records.ts';

/** The innermost message of a failure: the outer ones only say which step it was. */
export function failureText(failure: unknown): string {
  let text = '';
  for (let each = failure; isRecord(each); each = each['cause']) {
    text = textAt(each, 'message') || text;
  }
  return text;
}
