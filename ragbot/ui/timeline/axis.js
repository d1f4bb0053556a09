/** An axis of days: where a day lies on it, in percent, and the days that are written below. */

const DAY = 86_400_000; // ms
const EDGE = 4; // % at both ends, so that the first and the last mark are whole
const LABELS = 3; // dates that a phone has room for

/** @param {string[]} days ISO 8601 days, at least one */
export function axis(days) {
  const numbers = days.map((day) => Date.parse(day) / DAY);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const span = last - first;
  const at = (/** @type {number} */ number) => (span ? EDGE + ((100 - 2 * EDGE) * (number - first)) / span : 50);
  return { place: (/** @type {string} */ day) => at(Date.parse(day) / DAY), ticks: chosen(first, last).map((number) => tick(number, at(number), span)) };
}

/**
 * The first, the last, and one in the middle when there are more than two days.
 * @param {number} first
 * @param {number} last
 */
function chosen(first, last) {
  const between = Array.from({ length: LABELS }, (_, index) => Math.round(first + ((last - first) * index) / (LABELS - 1)));
  return [...new Set(between)];
}

/**
 * @param {number} number
 * @param {number} at
 * @param {number} span
 */
function tick(number, at, span) {
  const anchor = at < 20 ? "start" : at > 80 ? "end" : "middle";
  /** @type {Intl.DateTimeFormatOptions} */
  const style = span > 3 * 366 ? { year: "numeric", month: "short" } : { dateStyle: "medium" };
  const label = new Intl.DateTimeFormat(undefined, { ...style, timeZone: "UTC" }).format(number * DAY);
  return { at, label, anchor };
}
