/** The condition of a followed source in words: whether it is late, when it is checked next, and what is wrong with it. */

import { element, foreign } from "../lib/element.js";
import { ago, written } from "../lib/dates.js";
import { strings } from "../lib/strings.js";

/** @import { FollowedSource } from "../lib/schema" */

/** @param {FollowedSource} source */
export function stateOf({ state, late_kind: lateKind }) {
  return state === "active" && lateKind ? strings.sourceStates.late : strings.sourceStates[state];
}

/** @param {FollowedSource} source */
export const isWaiting = (source) => source.checking || (source.next_check && Date.parse(source.next_check) <= Date.now() && !isStuck(source));

/**
 * Nobody has come for a while: does anybody check?
 * @param {FollowedSource} source
 */
const isStuck = (source) => source.late_kind === "unchecked";

/** @param {FollowedSource} source */
export function nextOf(source) {
  if (source.checking) return strings.beingChecked;
  if (!source.next_check) return strings.notChecked;
  if (isWaiting(source)) return strings.checkedSoon;
  const moment = element("time", { dateTime: source.next_check, title: source.next_check }, ago(source.next_check));
  return element("span", {}, strings.nextCheck, moment);
}

/**
 * What is wrong with it, and what its publisher asks.
 * @param {FollowedSource} source
 */
export function notesOf(source) {
  const failure = source.error && !lateNote(source, "failing") ? note(source.error) : null;
  return [lateNote(source), failure, optOut(source)];
}

/**
 * Why it is late in words, with what the server says where it fails.
 * @param {FollowedSource} source
 * @param {FollowedSource["late_kind"]} only
 */
function lateNote({ late, late_kind: kind, late_since: since, error }, only = kind) {
  if (!late || !kind || kind !== only || !since) return null;
  return note(strings.sourceLate[kind](written(since.slice(0, 10)), error));
}

/** @param {string} words */
const note = (words) => element("p", { className: "wrong", dir: "auto" }, words);

/** @param {FollowedSource} source */
function optOut({ opt_outs: words }) {
  return words ? element("p", { className: "quiet" }, strings.optOuts, foreign(words)) : null;
}
