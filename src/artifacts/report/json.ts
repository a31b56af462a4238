import type { Report } from '../../contracts/report.ts';
import { ReportSchema } from '../../contracts/schemas/report.ts';
import { jsonText } from '../json-text.ts';

/** `report.json`, proven to be what docs/report.schema.json says. */
export function reportJson(report: Report): string {
  return jsonText(ReportSchema.parse(report));
}
