/** How many articles came from a source on each of the last 30 days, as a row of small bars. */

import { svg } from "../lib/element.js";
import { strings } from "../lib/strings.js";
import { written } from "../lib/dates.js";

/** @import { DayCount } from "../lib/schema" */

const DAYS = 30;
const DAY = 86_400_000; // ms
const WIDE = 4; // units of a day, a gap of one included
const HIGH = 20;
const LEAST = 2; // units of a day with any

/** @param {DayCount[]} days `[{day, articles}]`, those that have any; the picture says in words what it shows. */
export function sparkline(days, now = Date.now()) {
  const counts = new Map(days.map(({ day, articles }) => [day, articles]));
  const names = Array.from({ length: DAYS }, (_, n) => new Date(now - (DAYS - 1 - n) * DAY).toISOString().slice(0, 10));
  const most = Math.max(1, ...counts.values());
  const bars = names.map((name, n) => bar(n, counts.get(name) ?? 0, most));
  const size = { class: "spark", viewBox: `0 0 ${DAYS * WIDE} ${HIGH}`, preserveAspectRatio: "xMinYMax", role: "img", "aria-label": inWords(days) };
  return svg("svg", size, ...bars);
}

/**
 * @param {number} n
 * @param {number} count
 * @param {number} most
 */
function bar(n, count, most) {
  const height = count ? Math.max(LEAST, Math.round((count / most) * HIGH)) : 1;
  const place = { x: n * WIDE, y: HIGH - height, width: WIDE - 1, height };
  return svg("rect", { class: count ? "some" : "none", ...place });
}

/** @param {DayCount[]} days */
function inWords(days) {
  if (!days.length) return strings.noneInDays(DAYS);
  const total = days.reduce((sum, { articles }) => sum + articles, 0);
  const { day, articles } = days.reduce((one, other) => (other.articles > one.articles ? other : one));
  return strings.inDays(DAYS, total, articles, written(day, "medium"));
}
