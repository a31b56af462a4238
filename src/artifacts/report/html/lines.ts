import { toneMarks, toneWords } from '../../../domain/words/tone.ts';
import type { Line } from '../../../domain/words/tone.ts';
import type { Fact } from '../words/provenance.ts';
import { html } from './markup.ts';
import type { Markup, Part } from './markup.ts';

/** Lines of an answer, each with its mark for eyes and its word for ears. */
export function lineList(lines: readonly Line[]): Markup {
  return html`<ul class="lines">
    ${lines.map(
      ({ tone, text }) =>
        html`<li>
          <span class="tone ${tone}-ink" aria-hidden="true">${toneMarks[tone]}</span
          ><span><span class="unseen">${toneWords[tone]}: </span>${text}</span>
        </li> `,
    )}
  </ul>`;
}

/** Names and values. */
export function factList(facts: readonly Fact[], isCode = false): Markup {
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${isCode ? html`<code>${value}</code>` : value}</dd> `,
    )}
  </dl>`;
}

export function badge({ tone, text }: Line): Markup {
  return html`<span class="badge ${tone}"
    ><span aria-hidden="true">${toneMarks[tone]}</span> ${text}</span
  >`;
}

/** A list of sentences. */
export function sentenceList(sentences: readonly Part[]): Markup {
  return html`<ul class="prose">
    ${sentences.map((sentence) => html`<li>${sentence}</li> `)}
  </ul>`;
}
