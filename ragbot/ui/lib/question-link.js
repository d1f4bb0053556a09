/** The address of a question with its limits: in the fragment, which browsers keep to themselves. */

const LONGEST = 2000; // code points of a question, the server's limit
const OUTLETS = 100; // the server's limit
const NAME = 300; // characters of an outlet, the server's limit

/** Where this page asks the question at once. */
export function linkTo({ question, since, until, sources }) {
  const fields = [["q", question], ["since", since], ["until", until], ...sources.map((name) => ["source", name])];
  const address = new URL(location.href);
  address.hash = new URLSearchParams(fields.filter(([, value]) => value)).toString();
  return address.href;
}

/** The question in a fragment, or null; whoever made the link may have written anything. */
export function questionIn(hash) {
  if (/^#[^=&]*\?/.test(hash)) return null; // of another view: "#archive?q=storm" asks the archive
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const question = [...(fields.get("q") ?? "").trim()].slice(0, LONGEST).join("");
  if (!question) return null;
  return { question, ...daysIn(fields), sources: outletsIn(fields) };
}

/** The first and the last day in the fields of a fragment, in order; null where there is none. */
export function daysIn(fields) {
  const [since, until] = [day(fields.get("since")), day(fields.get("until"))];
  return { since, until: since && until && until < since ? null : until };
}

/** The outlets in the fields of a fragment, as many as the server takes. */
export function outletsIn(fields) {
  const names = [...new Set(fields.getAll("source"))].filter((name) => name && name.length <= NAME);
  return names.slice(0, OUTLETS);
}

/** A day of the calendar as it is written, or null; the server knows no year 0. */
export function day(text) {
  const real = /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text));
  return real && new Date(text).toISOString().startsWith(text) ? text : null;
}
