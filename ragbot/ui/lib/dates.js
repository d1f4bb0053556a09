/** Dates as the reader writes them: a day stays a day, a publisher's instant by its own clock, another in the reader's zone, with the exact one on hover. */

import { element } from "./element.js";
import { strings } from "./strings.js";

export const LAST_DAY = "9999-12-31"; // the server's limit; a browser takes years of six digits
const DAY = 86_400; // seconds

/** @typedef {"full" | "long" | "medium" | "short"} Style */

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [["year", 365 * DAY], ["month", 30 * DAY], ["day", DAY], ["hour", 3600]];
/** @type {[Intl.RelativeTimeFormatUnit, number]} */
const LEAST = ["minute", 60];

/**
 * Whether it is a day, and no instant.
 * @param {string} value
 */
export const isDay = (value) => value.length === 10;

/**
 * A day is the same day everywhere, so it is read and written in UTC.
 * @param {string} value
 * @param {Style} style
 */
function formatter(value, style) {
  return isDay(value)
    ? new Intl.DateTimeFormat(undefined, { dateStyle: style, timeZone: "UTC" })
    : new Intl.DateTimeFormat(undefined, { dateStyle: style, timeStyle: "short" });
}

/**
 * A day or an instant in the reader's locale; what is no date stays as it is.
 * @param {string} value
 * @param {Style} style
 */
export function written(value, style = "long") {
  const date = new Date(value);
  return Number.isNaN(date.valueOf()) ? value : formatter(value, style).format(date);
}

/**
 * A <time> for an ISO 8601 day or instant; null is an unknown date.
 * @param {string | null} value
 * @param {Style} style
 */
export function time(value, style = "long") {
  if (!value) return element("span", {}, strings.dateUnknown);
  return element("time", { dateTime: value, title: value }, written(value, style));
}

/**
 * By the publisher's own clock, without its offset: the filters count that day, wherever the reader is.
 * @param {string} value
 */
export const ownClock = (value) => value.replace(/(T.*)(?:Z|[+-]\d\d:\d\d)$/, "$1"); // "2025-08-12T23:30+09:00"

/**
 * A <time> for when something was published, by the publisher's own clock; the exact instant on hover.
 * @param {string | null} value
 * @param {Style} style
 */
export function published(value, style = "long") {
  if (!value) return time(value);
  return element("time", { dateTime: value, title: value }, written(ownClock(value), style));
}

/**
 * How long ago an instant was, in the largest unit that fits twice: "3 hours ago"; an empty string when it is no date.
 * @param {string} value
 */
export function ago(value, now = Date.now()) {
  const seconds = (Date.parse(value) - now) / 1000;
  if (Number.isNaN(seconds)) return "";
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= 2 * length) ?? LEAST;
  const language = document.documentElement.lang; // that of the words around it
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.trunc(seconds / length), unit);
}

/**
 * The days between two dates, both included.
 * @param {string} first
 * @param {string} last
 * @param {Style} style
 */
export function range(first, last, style = "long") {
  const [from, to] = [first, last].map((value) => Date.parse(value.slice(0, 10)));
  if (Number.isNaN(from + to)) return `${first} – ${last}`;
  return new Intl.DateTimeFormat(undefined, { dateStyle: style, timeZone: "UTC" }).formatRange(from, to);
}

/**
 * The name of some days: "2025", "August 2025", "12 August 2025", or from the first to the last.
 * @param {string} first
 * @param {string} last
 */
export function period(first, last) {
  const [year, month] = [first.slice(0, 4), first.slice(0, 7)];
  const written = (/** @type {Intl.DateTimeFormatOptions} */ parts) => new Intl.DateTimeFormat(undefined, { ...parts, timeZone: "UTC" }).format(new Date(first));
  if (first === `${year}-01-01` && last === `${year}-12-31`) return written({ year: "numeric" });
  const end = new Date(`${month}-01`).setUTCMonth(Number(month.slice(5)), 0);
  if (first === `${month}-01` && Date.parse(last) === end) return written({ year: "numeric", month: "long" });
  return range(first, last, first === last ? "long" : "medium");
}

/**
 * "from 1 July 2025", "to …" or both; an empty string when neither is set.
 * @param {string | null} since
 * @param {string | null} until
 */
export function dayRange(since, until) {
  if (since && until) return since <= until ? range(since, until) : "";
  if (since) return strings.from(written(since));
  return until ? strings.to(written(until)) : "";
}
