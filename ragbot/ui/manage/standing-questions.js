/** The standing questions: what each is limited to, when its answer changed last and how; an operator pauses and deletes them. */

import { changeWatch, deleteWatch, feedAddress, watches as readWatches } from "./watch-api.js";
import { changeableList } from "./changeable-list.js";
import { button, dotted, element, foreign } from "../lib/element.js";
import { ago } from "../lib/dates.js";
import { limitsInWords } from "../lib/limits-in-words.js";
import { may } from "./operator-key.js";
import { statusOf } from "./operator-api.js";
import { strings } from "../lib/strings.js";
import { updatesPanel } from "./watch-updates.js";

/** @import { Announce, Read, WordsFor } from "../lib/types" */
/** @import { WatchSummary } from "../lib/schema" */

/** @typedef {(name: string, words: string, press: () => void) => HTMLButtonElement} Act */

const SOON = 2000; // ms between two looks while a question is being asked
const LOOKS = 30; // and so many of them
const REFUSED = [401, 403, 404]; // of a server that shows none, or not to this reader

/**
 * `read(place)` opens an article, `wordsFor(error)` gives the words for an error, `announce(words)` tells who cannot see.
 * @param {Read} read
 * @param {WordsFor} wordsFor
 * @param {Announce} announce
 */
export function standingQuestions(read, wordsFor, announce) {
  const title = element("h3", { id: "standing-title", tabIndex: -1 }, strings.standing);
  const trouble = element("p", { className: "trouble", role: "alert" });
  const note = element("p", { className: "quiet" });
  const list = element("ul", { "aria-labelledby": "standing-title" });
  const section = element("section", { className: "standing", hidden: true }, title, trouble, note, list);
  /** @type {Map<string, ReturnType<typeof updatesPanel>>} */
  const panels = new Map(); // of changes, by the id of their watch, that are open
  /** @type {WatchSummary[]} */
  let watches = [];
  let shown = "";
  let looks = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;
  const things = changeableList({ title, trouble, wordsFor, announce, draw, refresh, change: changeWatch, remove: deleteWatch });

  /** Read them again; while one is asked, again and again. */
  async function refresh() {
    clearTimeout(next);
    try {
      ({ watches } = await readWatches());
      section.hidden = false;
      trouble.textContent = "";
      draw();
      follow();
    } catch (error) {
      section.hidden = REFUSED.includes(statusOf(error));
      trouble.textContent = section.hidden ? "" : wordsFor(error);
    }
  }

  function follow() {
    const waits = watches.some(isWaiting);
    looks = waits ? looks + 1 : 0;
    if (waits && looks < LOOKS) next = setTimeout(look, SOON);
  }

  /** Once more, unless nobody sees it. */
  function look() {
    if (section.checkVisibility()) refresh();
    else looks = 0;
  }

  /** Show them as they are known; whatever has the focus keeps it. */
  function draw() {
    const key = JSON.stringify([watches, may("operate"), things.asking(), [...panels.keys()]]);
    if (key === shown) return;
    shown = key;
    const held = list.contains(document.activeElement) ? document.activeElement : null;
    const name = held?.closest("li[id]")?.id ?? "";
    list.replaceChildren(...watches.map(row));
    note.textContent = watches.length ? strings.standingMeans : may("operate") ? strings.nothingWatched : strings.nothingWatchedYet;
    const again = held?.isConnected ? held : document.getElementById(held?.id || name) ?? document.getElementById(name) ?? title;
    if (held && again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  /** @param {WatchSummary} watch */
  function row(watch) {
    const { id, question, since, sources, error, failures } = watch;
    const name = element("h4", {}, foreign(question));
    const isFailing = failures > 0 && watch.state === "active";
    const words = strings.watchStates[isFailing ? "failing" : watch.state];
    const state = element("strong", { className: `condition ${isFailing ? "late" : ""}` }, words);
    const limits = element("span", {}, ...limitsInWords({ since, until: null, sources }));
    const about = element("p", { className: "quiet" }, ...dotted(state, limits.hasChildNodes() && limits, ...timesOf(watch)));
    const wrong = error ? element("p", { className: "wrong", dir: "auto" }, strings.notAsked(error)) : null;
    const does = things.asking() === id ? reallyDelete(watch) : acts(watch);
    return element("li", { id: `watch-${id}`, tabIndex: -1 }, name, about, wrong, ...webhookOf(watch), does, updatesOf(watch));
  }

  /** @param {WatchSummary} watch */
  function acts(watch) {
    const { id, question, state } = watch;
    /** @type {Act} */
    const act = (name, words, press) =>
      button(words, press, { className: "plain", id: `watch-${name}-${id}`, "aria-label": strings.ofSource(words, question) });
    const isActive = state === "active";
    const feed = element("a", { href: feedAddress(id), id: `watch-feed-${id}`, "aria-label": strings.ofSource(strings.atomFeed, question) }, strings.atomFeed);
    const own = may("operate") && [
      act("ask", strings.askNow, () => things.set(id, { check: "now" }, strings.isAsked(question))),
      act("pause", isActive ? strings.pause : strings.resume, () =>
        things.set(id, { state: isActive ? "paused" : "active" }, strings.watchIsNow(question, isActive))),
      watch.webhook_state === "dead" && act("revive", strings.tryWebhook, () => things.set(id, { webhook_state: "active" }, strings.webhookTried)),
      act("delete", strings.deleteWatch, () => things.ask(id, `watch-really-${id}`)),
    ];
    return element("p", { className: "acts" }, seeChanges(watch, act), feed, ...(own || []).filter((each) => each !== false));
  }

  /**
   * @param {WatchSummary} watch
   * @param {Act} act
   */
  function seeChanges({ id }, act) {
    const isOpen = panels.has(id);
    const see = act("changes", strings.whatChanged, () => {
      if (isOpen) panels.delete(id);
      else panels.set(id, updatesPanel(`changes-of-${id}`, read, wordsFor));
      draw();
    });
    see.ariaExpanded = String(isOpen);
    if (isOpen) see.setAttribute("aria-controls", `changes-of-${id}`);
    return see;
  }

  /** @param {WatchSummary} watch */
  function updatesOf(watch) {
    const open = panels.get(watch.id);
    open?.read(watch);
    return open?.panel;
  }

  /** @param {WatchSummary} watch */
  function reallyDelete({ id, question }) {
    const no = button(strings.keepSource, () => things.ask(null, `watch-delete-${id}`), { className: "plain", id: `watch-keep-${id}` });
    const yes = button(strings.delete, () => forget(id, question), { id: `watch-really-${id}` });
    const label = strings.ofSource(strings.delete, question);
    return element("p", { className: "acts", role: "group", "aria-label": label }, element("span", {}, strings.deleteAsked), yes, no);
  }

  /**
   * @param {string} id
   * @param {string} question
   */
  async function forget(id, question) {
    panels.delete(id);
    await things.forget(id, strings.isDeleted(question));
  }

  /**
   * The list, with the reader at this question.
   * @param {string} id
   */
  async function visit(id) {
    await refresh();
    const row = document.getElementById(`watch-${id}`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "center" });
  }

  return { section, refresh, visit };
}

/**
 * Whether it is about to be asked: it is due since the last time that it was.
 * @param {WatchSummary} watch
 */
const isWaiting = (watch) => watch.next_check !== null && watch.next_check === (watch.last_check ?? watch.added);

/** @param {WatchSummary} watch */
function timesOf(watch) {
  const { updates, last_change: changed, last_check: checked } = watch;
  const change = changed && element("span", {}, updates > 1 ? strings.lastChange : strings.firstFound, moment(changed));
  const look = isWaiting(watch) ? strings.askedSoon : checked && element("span", {}, strings.lastLook, moment(checked));
  return [change || (checked && strings.nothingFound), look];
}

/** @param {string} at */
const moment = (at) => element("time", { dateTime: at, title: at }, ago(at));

/** @param {WatchSummary} watch */
function webhookOf({ webhook, webhook_state: state, webhook_error: error }) {
  if (!webhook) return [];
  const goes = element("p", { className: "quiet" }, strings.postedTo, foreign(webhook));
  const wrong = state === "dead" ? strings.webhookDead(error) : error ? strings.webhookFails(error) : null;
  return [goes, wrong ? element("p", { className: "wrong", dir: "auto" }, wrong) : null];
}
