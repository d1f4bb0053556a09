/** Days put together into weeks, months or years, so that no more bars are drawn than fit. */

import { day as real } from "../lib/question-link.js";

/** @import { DayCount } from "../lib/schema" */

const DAY = 86_400_000; // ms; days are numbered from 1 January 1970, a Thursday

/** @typedef {NonNullable<ReturnType<typeof periods>>} Periods */
/** @typedef {Periods["bars"][number]} Bar its column from 1, its days and its articles */
/** @typedef {"day" | "week" | "month" | "year" | "decade" | "century"} Unit */

/**
 * The finest first: its name, the number of the period of a day, and the first day of the period of a number.
 * @type {[Unit, (at: number) => number, (period: number) => number][]}
 */
const UNITS = [
  ["day", (at) => at, (period) => period],
  ["week", (at) => Math.floor((at + 3) / 7), (period) => 7 * period - 3],
  ["month", ...months(1)],
  ["year", ...months(12)],
  ["decade", ...months(120)],
  ["century", ...months(1200)],
];

/**
 * @param {DayCount[]} days `{day, articles}` as the API counts them, in order
 * @param {number} most bars that fit
 * @param {{since: string | null, until: string | null}} limits no bar reaches beyond these days
 * @returns `{first, last, unit, columns, bars}`, each bar with its column from 1, its days and its articles; null without days
 */
export function periods(days, most, { since, until }) {
  const dated = days.filter(({ day }) => real(day)).map(({ day, articles }) => ({ at: Date.parse(day) / DAY, articles }));
  if (!dated.length) return null;
  const [first, last] = [dated[0].at, dated[dated.length - 1].at];
  const columns = (/** @type {(at: number) => number} */ periodOf) => periodOf(last) - periodOf(first) + 1;
  const [unit, periodOf, begins] = UNITS.find(([, periodOf]) => columns(periodOf) <= most) ?? UNITS[UNITS.length - 1];
  const bars = [...Map.groupBy(dated, ({ at }) => periodOf(at))].map(([period, counts]) => ({
    column: period - periodOf(first) + 1,
    first: later(isoDay(begins(period)), since),
    last: earlier(isoDay(begins(period + 1) - 1), until),
    articles: counts.reduce((sum, { articles }) => sum + articles, 0),
  }));
  return { first: isoDay(first), last: isoDay(last), unit, columns: columns(periodOf), bars };
}

/**
 * Periods of so many months.
 * @param {number} length
 * @returns {[(at: number) => number, (period: number) => number]}
 */
function months(length) {
  const monthOf = (/** @type {Date} */ date) => 12 * date.getUTCFullYear() + date.getUTCMonth();
  return [
    (at) => Math.floor(monthOf(new Date(at * DAY)) / length),
    (period) => new Date(0).setUTCFullYear(0, period * length, 1) / DAY,
  ];
}

/** @param {number} at */
const isoDay = (at) => new Date(at * DAY).toISOString().slice(0, 10);
/**
 * @param {string} day
 * @param {string | null} limit
 */
const later = (day, limit) => (limit && limit > day ? limit : day);
/**
 * @param {string} day
 * @param {string | null} limit
 */
const earlier = (day, limit) => (limit && limit < day ? limit : day);
