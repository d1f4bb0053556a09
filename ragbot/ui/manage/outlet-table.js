/** The outlets of the archive: how many articles, the newest of them, and when the archive last took one in. */

import { button, element, foreign } from "../lib/element.js";
import { strings } from "../lib/strings.js";
import { published, time } from "../lib/dates.js";

/** @import { SourceCount } from "../lib/schema" */

const SHOWN = 20; // rows; the others come with a press

export function outletTable() {
  const body = element("tbody", { role: "rowgroup" });
  const more = element("div");
  const empty = element("p", {}, strings.noOutlets);
  const table = element("table", { role: "table", "aria-labelledby": "outlet-table" }, head(), body);
  const name = element("h3", { id: "outlet-table" }, strings.outlets);
  const section = element("section", { className: "outlets" }, name, table, empty, more);
  let all = false;

  /** @param {SourceCount[]} sources as GET /v1/archive gives them */
  function show(sources) {
    const held = more.contains(document.activeElement);
    const at = [...body.rows].findIndex((each) => each === document.activeElement);
    const sorted = sources.toSorted((one, other) => (other.seen ?? "").localeCompare(one.seen ?? ""));
    const rows = all ? sorted : sorted.slice(0, SHOWN);
    body.replaceChildren(...rows.map(row));
    table.hidden = !rows.length;
    empty.hidden = rows.length > 0;
    more.replaceChildren(...(rows.length < sorted.length ? [showAll(sorted)] : []));
    if (held) more.querySelector("button")?.focus();
    if (at >= 0) focusRow(at); // the archive may have been asked again meanwhile
  }

  /** @param {number} at */
  function focusRow(at) {
    const row = body.rows[at];
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
  }

  /** @param {SourceCount[]} sources */
  function showAll(sources) {
    return button(strings.allOutlets(sources.length), () => {
      all = true;
      show(sources);
      focusRow(SHOWN); // what was pressed is gone
    });
  }

  return { section, show };
}

// The roles say what the tags mean already; see conflict.js.

function head() {
  const cells = strings.outletHeads.map((name) => element("th", { scope: "col", role: "columnheader" }, name));
  return element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...cells));
}

/** @param {SourceCount} count */
function row({ source, articles, newest, seen }) {
  const [, ...labels] = strings.outletHeads;
  const values = [articles.toLocaleString(), published(newest, "medium"), seen ? time(seen, "medium") : ""];
  const cells = values.map((value, index) => {
    const label = element("span", { className: "label quiet", ariaHidden: "true" }, labels[index]);
    return element("td", { role: "cell" }, label, value);
  });
  const name = element("th", { scope: "row", role: "rowheader" }, foreign(source || strings.outletUnknown));
  return element("tr", { role: "row" }, name, ...cells);
}
