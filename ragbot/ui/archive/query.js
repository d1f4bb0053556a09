/** What is wanted from the archive: read from the address of the page, written into it, and put to the API. */

import { daysIn, encoded, named, outletsIn } from "../lib/question-link.js";

/** @import { ArchiveQuery } from "../lib/types" */

const WORDS = 500; // code points of a search, the server's limit
const LANGUAGES = 100; // the server's limit
const OUTLETS = 8000; // characters that all outlets may take of an address: some servers end at 8 KiB
const SHOWN = ["live", "corrected"];

/**
 * From the fields of a fragment; whoever made the link may have written anything.
 * @param {URLSearchParams} fields
 * @returns {ArchiveQuery}
 */
export function queryIn(fields) {
  const words = [...(fields.get("q") ?? "").trim()].slice(0, WORDS).join("").trim();
  const languages = new Set(fields.getAll("language").filter((code) => /^[a-z]{2,8}$/i.test(code)));
  return {
    words,
    ...daysIn(fields),
    sources: fitting(outletsIn(fields)),
    languages: [...languages].slice(0, LANGUAGES),
    retracted: fields.get("retracted") === "yes",
    sort: words && fields.get("sort") === "relevance" ? "relevance" : "date",
  };
}

/**
 * The fragment that shows it. The "?" is always there: "#archive" alone would scroll to the element of that name.
 * @param {ArchiveQuery} query
 */
export function addressOf(query) {
  /** @type {[string, string][]} */
  const view = [["retracted", query.retracted ? "yes" : ""], ["sort", query.sort === "date" ? "" : query.sort]];
  return `#archive?${encoded([...fieldsOf(query), ...view])}`;
}

/**
 * The query of GET /v1/archive/days; that of GET /v1/articles with `paging`: its limit and cursor.
 * @param {ArchiveQuery} query
 * @param {{limit: number, cursor?: string} | null} paging
 */
export function queryOf(query, paging = null) {
  const states = query.retracted ? named("state", [...SHOWN, "retracted"]) : [];
  const order = paging ? Object.entries({ sort: query.sort, ...paging }) : [];
  return encoded([...fieldsOf(query), ...states, ...order.map(pair)]);
}

/**
 * Everything, in the same order: without limits, but with the words.
 * @param {ArchiveQuery} query
 * @returns {ArchiveQuery}
 */
export function unlimited(query) {
  return { ...query, since: null, until: null, sources: [], languages: [], retracted: false };
}

/**
 * @param {ArchiveQuery} query
 * @returns {[string, string | null][]}
 */
function fieldsOf({ words, since, until, sources, languages }) {
  return [["q", words], ["since", since], ["until", until], ...named("source", sources), ...named("language", languages)];
}

/**
 * @param {[string, string | number | undefined]} field
 * @returns {[string, string]}
 */
function pair([name, value]) {
  return [name, String(value ?? "")];
}

/** @param {string[]} names */
function fitting(names) {
  let left = OUTLETS;
  return names.filter((name) => {
    left -= encodeURIComponent(name.toWellFormed()).length;
    return left >= 0;
  });
}
