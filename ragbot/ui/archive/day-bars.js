/** Articles by day as bars: each is a link that narrows the archive to its days. */

import { element } from "../lib/element.js";
import { addressOf } from "./query.js";
import { period, time } from "../lib/dates.js";
import { periods } from "./periods.js";
import { roving } from "../lib/roving-focus.js";
import { strings } from "../lib/strings.js";

/** @import { Bar, Periods } from "./periods.js" */
/** @import { ArchiveQuery } from "../lib/types" */
/** @import { Days } from "../lib/schema" */

const WIDE = 480; // px
const LOW = 2; // articles of a bar of full height at least: a single one is no peak
const MOST = { wide: 60, narrow: 32 }; // bars: each 9 px wide on a phone of 320 px

/** The section with `draw(days, query)`, `clear()` and `focus()`, which tells whether there was something to focus. */
export function dayBars() {
  const heading = element("h3", { id: "bars-title" });
  const caption = element("p", { className: "quiet" });
  const all = element("a", {}, strings.allDays);
  const picture = element("div", { className: "bars", role: "toolbar", "aria-labelledby": "bars-title" });
  const ends = element("p", { className: "ends quiet" });
  const undated = element("p", { className: "quiet" });
  const head = element("div", { className: "head" }, heading, caption, all);
  const section = element("section", { className: "days", hidden: true }, head, picture, ends, undated);
  const fitting = () => (section.clientWidth < WIDE ? MOST.narrow : MOST.wide);
  let most = 0;
  /** @type {[Days, ArchiveQuery] | null} */
  let drawn = null;
  /** @type {HTMLElement[]} */
  let bars = [];
  roving(picture, () => bars);
  for (const come of ["focusin", "pointerover"]) {
    picture.addEventListener(come, ({ target }) => describe(target instanceof Element ? target.closest("a") : null));
  }
  for (const go of ["focusout", "pointerleave"]) picture.addEventListener(go, () => describe(null));
  new ResizeObserver(() => {
    if (section.hidden || !section.clientWidth || fitting() === most) return;
    const focused = picture.contains(document.activeElement);
    if (drawn) draw(...drawn);
    if (focused) focus();
  }).observe(section);

  /**
   * @param {Days} days
   * @param {ArchiveQuery} query
   */
  function draw(days, query) {
    drawn = [days, query];
    section.hidden = false; // or it has no width
    most = fitting();
    const found = periods(days.days, most, query);
    section.hidden = !found;
    if (!found) return;
    undated.textContent = days.undated ? strings.undated(days.undated) : "";
    all.hidden = !query.since && !query.until;
    all.href = addressOf({ ...query, since: null, until: null });
    picture.hidden = ends.hidden = found.columns === 1; // one bar says less than its date
    plot(found, query);
    title(found);
  }

  /**
   * @param {Periods} found
   * @param {ArchiveQuery} query
   */
  function plot({ first, last, columns, bars: counts }, query) {
    const full = Math.max(LOW, ...counts.map(({ articles }) => articles));
    picture.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    bars = counts.map((bar) => barOf(bar, full, query));
    picture.replaceChildren(...bars);
    bars[bars.length - 1].tabIndex = 0;
    ends.replaceChildren(time(first, "medium"), time(last, "medium"));
  }

  /** @param {Periods} found */
  function title({ unit, bars: counts }) {
    const highest = counts.reduce((high, bar) => (bar.articles > high.articles ? bar : high));
    const days = period(highest.first, highest.last);
    heading.textContent = picture.hidden ? strings.allOn(days) : strings.articlesBy[unit];
    caption.dataset.most = picture.hidden ? "" : strings.mostIn(days, highest.articles);
    describe(null);
  }

  /**
   * The caption says in words what a bar stands for; the highest one when none is looked at.
   * @param {Element | null} bar
   */
  function describe(bar) {
    caption.textContent = bar?.ariaLabel ?? caption.dataset.most ?? "";
  }

  function focus() {
    const target = picture.hidden ? all : bars.find((bar) => bar.tabIndex === 0);
    target?.focus({ preventScroll: true });
    return document.activeElement === target;
  }

  return { section, draw, focus, clear: () => (section.hidden = true) };
}

/**
 * @param {Bar} bar
 * @param {number} full
 * @param {ArchiveQuery} query
 */
function barOf({ column, first, last, articles }, full, query) {
  const height = element("span");
  height.style.blockSize = `${(100 * articles) / full}%`;
  const href = addressOf({ ...query, since: first, until: last });
  const bar = element("a", { href, tabIndex: -1, "aria-label": strings.inPeriod(period(first, last), articles) }, height);
  bar.style.gridColumn = String(column);
  return bar;
}
