/** Where articles disagree: each value with who says it, when, and in which words. */

import { button, element, foreign, listed, quotation } from "../lib/element.js";
import { place } from "../lib/places.js";
import { strings } from "../lib/strings.js";
import { published } from "../lib/dates.js";

/** @import { Read } from "../lib/types" */
/** @import { Child } from "../lib/element.js" */
/** @import { Conflict, Statement } from "../lib/schema" */

/**
 * `read(place)` opens an article on the words.
 * @param {Conflict[]} conflicts
 * @param {Read} read
 */
export function conflictList(conflicts, read) {
  const tables = conflicts.map(({ statements }) => table(statements, read));
  const [title, note] = conflicts.every(grew) ? [strings.grew, strings.grewNote] : [strings.conflicts, strings.conflictsNote];
  const head = [element("h3", {}, title), element("p", { className: "quiet" }, note)];
  return element("section", { className: "conflicts" }, ...head, ...tables);
}

/**
 * Whether the newest value replaces the others, and nobody need be wrong.
 * @param {Conflict} conflict
 */
function grew({ statements: [, ...earlier] }) {
  return earlier.every(({ superseded }) => superseded);
}

// The roles say what the tags mean already: where there is little room the rows are no table cells to CSS any more,
// and a browser may forget that they are.

/**
 * @param {Statement[]} statements
 * @param {Read} read
 */
function table(statements, read) {
  const heads = strings.conflictHeads.map((head) => element("th", { scope: "col", role: "columnheader" }, head));
  const rows = statements.map((statement) => row(statement, read));
  return element(
    "table",
    { role: "table", "aria-label": strings.conflicts },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads)),
    element("tbody", { role: "rowgroup" }, ...rows),
  );
}

/**
 * The button with the quote is as large as its row.
 * @param {Statement} statement
 * @param {Read} read
 */
function row(statement, read) {
  const where = place(statement, [statement], [statement]);
  const quote = button(quotation(statement.cited_text), (opener) => read({ ...where, opener }), { className: "title" });
  return element(
    "tr",
    { role: "row" },
    element("th", { scope: "row", role: "rowheader" }, foreign(statement.value), ...replaced(statement)),
    cell(foreign(statement.source || strings.outletUnknown), ...others(statement)),
    cell(published(statement.published, "medium")),
    cell(quote),
  );
}

/** @param {Statement} statement */
function replaced({ superseded }) {
  return superseded ? [element("span", { className: "quiet" }, strings.earlier)] : [];
}

/** @param {Statement} statement */
function others({ source, outlets = [] }) {
  const names = outlets.filter((outlet) => outlet !== source);
  return names.length ? [element("span", { className: "quiet" }, strings.alsoOutlets, ...listed(names))] : [];
}

/** @param {...Child} children */
function cell(...children) {
  return element("td", { role: "cell" }, ...children);
}
