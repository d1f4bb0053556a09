/** The timeline of the evidence: one axis of dates, a row for each outlet, a mark for each article. */

import { button, dotted, element, foreign, svg } from "../lib/element.js";
import { axis } from "./axis.js";
import { beginning } from "../lib/text.js";
import { eventsOf } from "./events.js";
import { roving } from "../lib/roving-focus.js";
import { strings } from "../lib/strings.js";
import { ownClock, published as whenPublished, written } from "../lib/dates.js";

/** @import { Event } from "./events.js" */
/** @import { Quote } from "../ask/quote-box.js" */
/** @import { Read } from "../lib/types" */
/** @import { AnswerBody, Window } from "../lib/schema" */

/** @typedef {ReturnType<typeof axis>} Axis */
/** @typedef {Event & {day: string}} DatedEvent */
/** @typedef {{source: string, events: DatedEvent[]}} Row */

const ROWS = 12; // outlets that are drawn; the others are counted
const HEADLINE = 80; // code points
const NAME = 42; // code points of an outlet's name: what a phone has room for
const LANE = 24; // px: marks beside each other are no closer, so that a finger meets one of them
const LABEL = 22; // px of an outlet's name above its marks
const FOOT = 26; // px of the dates
const CLOSE = 9; // % of the axis that a mark takes on the narrowest phone
const RADIUS = 6; // px
const SIDE = 10; // px

/**
 * Nothing for articles of one day. `read(place)` opens an article; `quote` shows its headline.
 * @param {AnswerBody} answer
 * @param {Read} read
 * @param {Quote} quote
 */
export function timeline(answer, read, quote) {
  const events = eventsOf(answer);
  const dated = events.filter(isDated);
  if (new Set(dated.map(({ day }) => day)).size < 2) return null;
  const rows = rowsOf(dated);
  const scale = axis(dated.map(({ day }) => day));
  const drawn = rows.slice(0, ROWS);
  const picture = drawing(drawn, scale, answer.about, read, quote);
  return element(
    "section",
    { className: "timeline" },
    element("h3", {}, strings.timeline),
    element("p", { className: "quiet" }, ...dotted(...legend(dated))),
    picture,
    rows.length > ROWS ? element("p", { className: "quiet" }, strings.moreRows(rows.length - ROWS)) : null,
    undated(events.filter(({ day }) => !day), read),
  );
}

/**
 * Outlets with their events, those with the earliest first.
 * @param {DatedEvent[]} events
 */
function rowsOf(events) {
  const rows = Map.groupBy(events.toSorted((one, other) => (one.day < other.day ? -1 : 1)), ({ source }) => source);
  return [...rows].map(([source, found]) => ({ source, events: found }));
}

/** @param {Event[]} events */
function legend(events) {
  const kinds = [...new Set(events.map(({ kind }) => kind))];
  return kinds.length > 1 ? kinds.map((kind) => strings.timelineNote[kind]) : [];
}

/**
 * @param {Row[]} rows
 * @param {Axis} scale
 * @param {Window} about
 * @param {Read} read
 * @param {Quote} quote
 */
function drawing(rows, scale, about, read, quote) {
  /** @type {SVGElement[]} */
  const parts = [];
  let top = 0;
  for (const row of rows) {
    const lanes = lanesOf(row.events, scale);
    const bottom = top + LABEL + lanes.length * LANE;
    parts.push(outlet(row.source, top), line(bottom - LANE / 2));
    lanes.forEach((lane, index) => {
      const y = bottom - LANE / 2 - index * LANE;
      parts.push(...lane.map((event) => mark(event, scale.place(event.day), y, read, quote)));
    });
    top = bottom;
  }
  const days = scale.ticks.flatMap(({ at, label, anchor }) => [
    svg("line", { class: "tick", x1: percent(at), x2: percent(at), y1: 0, y2: top + 4 }),
    svg("text", { class: "day", x: percent(at), y: top + FOOT - 6, "text-anchor": anchor }, label),
  ]);
  const size = { class: "axis", width: "100%", height: top + FOOT, role: "toolbar", "aria-label": strings.timeline };
  const picture = svg("svg", size, ...band(about, scale, top), ...days, ...parts);
  /** @type {NodeListOf<SVGElement>} */
  const found = picture.querySelectorAll(".event");
  const marks = [...found];
  marks[0]?.setAttribute("tabindex", "0");
  roving(picture, () => marks);
  return picture;
}

/**
 * Marks that would cover each other go into further lanes.
 * @param {DatedEvent[]} events
 * @param {Axis} scale
 */
function lanesOf(events, scale) {
  /** @type {DatedEvent[][]} */
  const lanes = [];
  for (const event of events) {
    const at = scale.place(event.day);
    const free = lanes.find((lane) => at - scale.place(lane[lane.length - 1].day) >= CLOSE);
    if (free) free.push(event);
    else lanes.push([event]);
  }
  return lanes;
}

/**
 * The days that the question names.
 * @param {Window} about
 * @param {Axis} scale
 * @param {number} height
 */
function band({ since, until }, scale, height) {
  if (!since && !until) return [];
  const ends = [since ? scale.place(since) : 0, until ? scale.place(until) : 100];
  const [from, to] = ends.map((at) => Math.max(0, Math.min(100, at)));
  return from < to ? [svg("rect", { class: "band", x: percent(from), y: 0, width: percent(to - from), height })] : [];
}

/**
 * @param {string} source
 * @param {number} top
 */
function outlet(source, top) {
  const name = source || strings.outletUnknown;
  return svg("text", { class: "outlet", x: 0, y: top + LABEL - 4 }, beginning(name, NAME));
}

/** @param {number} y */
function line(y) {
  return svg("line", { class: "row", x1: 0, x2: "100%", y1: y, y2: y });
}

/**
 * A button of SVG: there the element itself does not exist.
 * @param {DatedEvent} event
 * @param {number} at
 * @param {number} y
 * @param {Read} read
 * @param {Quote} quote
 */
function mark(event, at, y, read, quote) {
  const { title, source, published, kind } = event;
  const [headline, outletName] = [title || strings.untitled, source || strings.outletUnknown].map((name) => beginning(name, 2 * HEADLINE));
  const label = strings.event(headline, outletName, written(ownClock(published ?? event.day)), strings.eventKinds[kind]);
  const shape =
    kind === "differs"
      ? svg("rect", { x: percent(at), y, width: SIDE, height: SIDE, transform: `translate(${-SIDE / 2} ${-SIDE / 2})` })
      : svg("circle", { cx: percent(at), cy: y, r: RADIUS });
  const reach = svg("circle", { class: "reach", cx: percent(at), cy: y, r: LANE / 2 });
  const group = svg("g", { class: `event ${kind}`, role: "button", tabindex: -1, "aria-label": label }, reach, shape);
  const contents = () => [
    element("cite", { dir: "auto" }, title || strings.untitled),
    element("span", { className: "from" }, ...dotted(foreign(source || strings.outletUnknown), whenPublished(published), strings.eventKinds[kind])),
    element("span", { className: "hint" }, strings.open),
  ];
  quote.attach(group, contents, () => read({ ...event.place, opener: group }));
  group.addEventListener("keydown", (pressed) => {
    if (!["Enter", " "].includes(pressed.key)) return;
    pressed.preventDefault();
    group.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  });
  return group;
}

/**
 * @param {Event[]} events
 * @param {Read} read
 */
function undated(events, read) {
  if (!events.length) return null;
  const parts = events.flatMap((event, index) => {
    const title = foreign(beginning(event.title || strings.untitled, HEADLINE));
    return [index ? ", " : "", button(title, (opener) => read({ ...event.place, opener }))];
  });
  return element("p", { className: "quiet also" }, strings.undatedEvents, ...parts);
}

/** @param {number} at */
const percent = (at) => `${at.toFixed(2)}%`;

/**
 * @param {Event} event
 * @returns {event is DatedEvent}
 */
const isDated = (event) => event.day !== null;
