/** The address of a question with its limits: in the fragment, which browsers keep to themselves. */

/** @import { LimitedQuestion } from "./types" */

const LONGEST = 2000; // code points of a question, the server's limit
const OUTLETS = 100; // the server's limit
const NAME = 300; // characters of an outlet, the server's limit

/**
 * Where this page asks the question at once.
 * @param {LimitedQuestion} question
 */
export function linkTo({ question, since, until, sources }) {
  /** @type {[string, string | null][]} */
  const fields = [["q", question], ["since", since], ["until", until], ...named("source", sources)];
  const address = new URL(location.href);
  address.hash = encoded(fields);
  return address.href;
}

/**
 * A field of this name for each value.
 * @param {string} name
 * @param {string[]} values
 * @returns {[string, string][]}
 */
export function named(name, values) {
  return values.map((value) => [name, value]);
}

/**
 * As the query of an address; what is empty is left out.
 * @param {[string, string | null][]} fields
 */
export function encoded(fields) {
  return new URLSearchParams(fields.flatMap(([name, value]) => (value ? [[name, value]] : []))).toString();
}

/**
 * The question in a fragment, or null; whoever made the link may have written anything.
 * @param {string} hash
 * @returns {LimitedQuestion | null}
 */
export function questionIn(hash) {
  if (/^#[^=&]*\?/.test(hash)) return null; // of another view: "#archive?q=storm" asks the archive
  const fields = new URLSearchParams(hash.replace(/^#/, "")); // "#q=storm"
  const question = [...(fields.get("q") ?? "").trim()].slice(0, LONGEST).join("");
  if (!question) return null;
  return { question, ...daysIn(fields), sources: outletsIn(fields) };
}

/**
 * The first and the last day in the fields of a fragment, in order; null where there is none.
 * @param {URLSearchParams} fields
 */
export function daysIn(fields) {
  const [since, until] = [day(fields.get("since")), day(fields.get("until"))];
  return { since, until: since && until && until < since ? null : until };
}

/**
 * The outlets in the fields of a fragment, as many as the server takes.
 * @param {URLSearchParams} fields
 */
export function outletsIn(fields) {
  const names = [...new Set(fields.getAll("source"))].filter((name) => name && name.length <= NAME);
  return names.slice(0, OUTLETS);
}

/**
 * A day of the calendar as it is written, or null; the server knows no year 0.
 * @param {string | null} text
 */
export function day(text) {
  if (!text || !/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) return null; // 2025-03-12
  return new Date(text).toISOString().startsWith(text) ? text : null;
}
