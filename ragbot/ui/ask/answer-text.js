/** An answer with its citations as plain text or as Markdown. */

import { strings } from "../lib/strings.js";
import { webAddress } from "../lib/web-address.js";
import { ownClock, written } from "../lib/dates.js";

/** @import { AnswerBody, Source } from "../lib/schema" */
/** @import { LimitedQuestion } from "../lib/types" */

const TURNING = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g; // they would turn the text around what is pasted

/**
 * @param {AnswerBody} answer
 * @param {LimitedQuestion} asked
 * @param {string[]} since
 */
export function asText(answer, asked, since) {
  const sources = answer.sources.map((source) => {
    const quotes = quoted(answer, source).map((text) => `    “${plain(text)}”`);
    return [`[${source.number}] ${[...sourceLine(source), linkable(source.url)].filter(Boolean).join(", ")}`, ...quotes].join("\n");
  });
  const body = marked(answer, (text) => text.replace(TURNING, ""), (number) => `[${number}]`);
  return blocks(asked.question.replace(TURNING, ""), since.map((line) => plain(line)).join("\n"), body, sources.join("\n"), end(answer));
}

/**
 * @param {AnswerBody} answer
 * @param {LimitedQuestion} asked
 * @param {string[]} since what became of its sources, in sentences
 * @param {number} used footnotes that the document has before this answer: a label may stand in it only once
 */
export function asMarkdown(answer, asked, since = [], used = 0) {
  const sources = answer.sources.map((source) => {
    const [title, ...rest] = sourceLine(source).map(escaped);
    const address = linkable(source.url);
    const linked = address ? `[${title}](<${address}>)` : title;
    const quotes = quoted(answer, source).map((text) => `    > ${escaped(plain(text))}`);
    return [`[^${used + source.number}]: ${[linked, ...rest].join(", ")}`, ...quotes].join("\n\n");
  });
  const body = marked(answer, (text) => text.split(/\n{2,}/).map((part) => escaped(plain(part, false))).join("\n\n"), (number) => `[^${used + Number(number)}]`);
  const warning = since.map((line) => `**${escaped(plain(line))}**`).join("\n\n");
  return blocks(`## ${escaped(plain(asked.question))}`, warning, body, sources.join("\n\n"), escaped(end(answer)));
}

/**
 * The answer's text with its citations, and with a word after each sentence that nothing supports.
 * @param {AnswerBody} answer
 * @param {(text: string) => string} write
 * @param {(number: string) => string} cite
 */
function marked({ answer, sources, unsupported, outcome }, write, cite) {
  if (!answer) return outcome === "not_in_archive" ? write(strings.notInArchive) : "";
  const characters = [...answer];
  const last = [...unsupported].sort((one, other) => other.end_index - one.end_index);
  for (const { end_index: at, failed } of last) characters.splice(at, 0, ` ${strings.unsupported(failed)}`);
  const numbers = new Set(sources.map(({ number }) => number));
  const parts = characters.join("").split(/\[(\d+)\]/); // "[12]"
  return parts.map((part, index) => (index % 2 === 0 ? write(part) : numbers.has(Number(part)) ? cite(part) : write(`[${part}]`))).join("");
}

/**
 * Title, outlet, date, whose opinion it is, and what became of the article.
 * @param {Source} source
 */
function sourceLine({ title, source, published, opinion, state }) {
  const words = [title || strings.untitled, source || strings.outletUnknown, published ? written(ownClock(published)) : strings.dateUnknown];
  const said = opinion ? strings.opinion(opinion.kind, opinion.author) : "";
  return [...words, said, state && state !== "live" ? (strings.stateNames[state] ?? state) : ""].filter(Boolean).map((text) => plain(text));
}

/**
 * @param {AnswerBody} answer
 * @param {Source} source
 */
function quoted({ citations }, source) {
  const ours = citations.filter(({ number }) => number === source.number);
  return [...new Set(ours.map(({ cited_text: text }) => text))];
}

/** @param {AnswerBody} answer */
function end({ archive_as_of: asOf }) {
  return asOf ? plain(`${strings.archiveAsOf}${written(asOf, "medium")}.`) : "";
}

/** @param {...string} parts */
function blocks(...parts) {
  return `${parts.filter((part) => part.trim()).join("\n\n")}\n`;
}

/**
 * One line, without what would turn it.
 * @param {string} text
 * @param {boolean} trimmed
 */
function plain(text, trimmed = true) {
  const line = text.replace(TURNING, "").replace(/\s+/g, " "); // "a \n b"
  return trimmed ? line.trim() : line;
}

/**
 * Text that Markdown takes for text.
 * @param {string} text
 */
function escaped(text) {
  return text.replace(/[\\`*_{}[\]()<>#+!|~&^$=:-]/g, "\\$&").replace(/^(\s*\d+)\./, "$1\\."); // "*", and "3." at the beginning
}

/** @param {string | null} url */
function linkable(url) {
  return webAddress(url)?.href.replace(/[<>\s]/g, encodeURIComponent) ?? ""; // "<", which would end it
}
