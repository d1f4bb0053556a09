/** The checks of a source: when each was, what it took in, and what it refused and why. */

import { ago, time } from "../lib/dates.js";
import { button, dotted, element } from "../lib/element.js";
import { reasons } from "./upload-report.js";
import { sourceAlone } from "./operator-api.js";
import { strings } from "../lib/strings.js";

/** @import { WordsFor } from "../lib/types" */
/** @import { FollowedSource, PastCheck } from "../lib/schema" */

const SHOWN = 8; // checks; the others come with a press

/**
 * A panel with that id for a source; `read(source)` reads them again when it was checked since. `wordsFor(error)` gives words.
 * @param {string} id
 * @param {WordsFor} wordsFor
 */
export function checksPanel(id, wordsFor) {
  const last = element("p", { className: "quiet" });
  const list = element("ol");
  const more = element("p");
  const panel = element("div", { id, className: "checks", role: "group" }, last, list, more);
  /** @type {string | null} */
  let shown = null;
  let all = false;
  /** @type {HTMLElement[]} */
  let items = [];

  /** @param {FollowedSource} source */
  async function read({ id: source, title, last_check: checked }) {
    panel.ariaLabel = strings.checksOf(title);
    if (shown === (checked ?? "")) return;
    shown = checked ?? "";
    try {
      const { history } = await sourceAlone(source);
      last.replaceChildren(...lastCheck(checked, history.length));
      draw(history);
    } catch (error) {
      shown = null;
      last.textContent = wordsFor(error);
    }
  }

  /** @param {PastCheck[]} history */
  function draw(history) {
    items = history.slice(0, all ? history.length : SHOWN).map(item);
    list.replaceChildren(...items);
    more.replaceChildren(...(items.length < history.length ? [button(strings.allChecks(history.length), () => showAll(history))] : []));
  }

  /** @param {PastCheck[]} history */
  function showAll(history) {
    all = true;
    draw(history);
    const next = items[SHOWN];
    next.tabIndex = -1;
    next.focus({ preventScroll: true }); // what was pressed is gone
  }

  return { panel, read };
}

/**
 * @param {string | null} checked
 * @param {number} listed
 */
function lastCheck(checked, listed) {
  if (!checked) return [strings.neverChecked];
  const moment = element("time", { dateTime: checked, title: checked }, ago(checked));
  return [strings.lastCheck, moment, ". ", listed ? strings.onlyNews : strings.noNews];
}

/** @param {PastCheck} check */
function item(check) {
  const { at, error, refused, requests, not_modified: same } = check;
  const words = dotted(time(at, "medium"), element("b", {}, strings.checkDid(check)), requests ? strings.requestsMade(requests, same) : null);
  const why = error ? element("p", { className: "wrong", dir: "auto" }, error) : null;
  return element("li", {}, element("p", { className: "quiet" }, ...words), why, reasons(strings.refusedBecause, refused, ""));
}
