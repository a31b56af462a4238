/** Most characters of evidence that a record keeps. */
export const maxEvidence = 500;

const controls = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;
const loneSurrogates = /\p{Surrogate}/gu;

/**
 * Text of an engine made fit for records and screens: control characters (line ends and marks that
 * turn the direction too) become one space, lone surrogates go, at most 500 characters stay.
 */
export function cleanEvidence(text: string): string {
  const line = text.replaceAll(controls, ' ').trim();
  return line.slice(0, maxEvidence).replaceAll(loneSurrogates, '');
}

/** The same for names, reasons and what is shown, at full length. */
export function plainText(text: string): string {
  return text.replaceAll(controls, ' ').replaceAll(loneSurrogates, '').trim();
}
