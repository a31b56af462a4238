import { renderReportHtml } from './html/page.ts';
import { reportJson } from './json.ts';
import { renderReportMarkdown } from './markdown.ts';
import { reportOf } from './report.ts';
import type { ReportInput } from './report.ts';

export type { Report, ReportInput, Verified } from './report.ts';
export { reportOf } from './report.ts';

/** A report in its three forms. */
export type RenderedReport = {
  readonly html: string;
  readonly markdown: string;
  readonly json: string;
};

/** The three forms of the report of an ended run; null where the history does not tell its spec. */
export function renderReport(input: ReportInput): RenderedReport | null {
  const report = reportOf(input);
  if (report === null) return null;
  return {
    html: renderReportHtml(report, input.view),
    markdown: renderReportMarkdown(report),
    json: reportJson(report),
  };
}
