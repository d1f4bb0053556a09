/** What is followed: how fresh each source is, what is wrong with it, and, for who has the key, what can be done. */

import { changeSource, followed, forgetSource } from "./operator-api.js";
import { button, dotted, element, foreign } from "../lib/element.js";
import { published } from "../lib/dates.js";
import { changeableList } from "./changeable-list.js";
import { checksPanel } from "./source-checks.js";
import { followForm } from "./follow-form.js";
import { may, operatorKey } from "./operator-key.js";
import { opmlWays } from "./opml.js";
import { isWaiting, nextOf, notesOf, stateOf } from "./source-condition.js";
import { sourceForm } from "./source-form.js";
import { sparkline } from "./sparkline.js";
import { strings } from "../lib/strings.js";

/** @import { Announce, WordsFor } from "../lib/types" */
/** @import { ChangeBody, FollowedSource } from "../lib/schema" */

/** @typedef {(name: string, words: string, press: () => void) => HTMLButtonElement} Act */

const SOON = 2000; // ms between two looks while a source is being checked
const LOOKS = 90; // and so many of them

/**
 * `wordsFor(error)` gives the words for an error, `announce(words)` tells who cannot see, `changed()` that news may be in.
 * @param {WordsFor} wordsFor
 * @param {Announce} announce
 * @param {() => void} changed
 */
export function followedSources(wordsFor, announce, changed) {
  const list = element("ul", { "aria-labelledby": "following-title" });
  const empty = element("p", { className: "quiet" });
  const trouble = element("p", { className: "trouble", role: "alert" });
  const title = element("h3", { id: "following-title", tabIndex: -1 }, strings.following);
  const form = followForm(wordsFor, announce, (source) => begin(source));
  const opml = opmlWays(wordsFor, announce, () => refresh());
  const section = element("section", { className: "following" }, title, form.section, trouble, empty, list, opml.section);
  /** @type {Map<string, ReturnType<typeof checksPanel>>} */
  const panels = new Map(); // of checks, by the id of their source, that are open
  /** @type {FollowedSource[]} */
  let sources = [];
  let shown = "";
  /** @type {{id: string, form: HTMLFormElement} | null} */
  let editing = null; // of the source that is being changed
  let looks = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;
  const things = changeableList({
    title, trouble, wordsFor, announce, draw, refresh, changed, change: changeSource, remove: forgetSource,
  });

  /** Read the sources again; while one is checked, again and again. */
  async function refresh() {
    clearTimeout(next);
    form.section.hidden = opml.section.hidden = !may("operate");
    try {
      ({ sources } = await followed());
      trouble.textContent = "";
      draw();
      opml.offer(sources);
      follow();
    } catch (error) {
      trouble.textContent = wordsFor(error);
    }
  }

  function follow() {
    const waits = sources.some(isWaiting);
    if (!waits && looks) changed();
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
    const key = JSON.stringify([sources, Boolean(operatorKey()), may("operate"), things.asking(), editing?.id, [...panels.keys()]]);
    if (key === shown) return;
    shown = key;
    const held = list.contains(document.activeElement) ? document.activeElement : null;
    const name = held?.closest("li")?.id ?? "";
    list.replaceChildren(...sources.map(row));
    empty.textContent = sources.length ? "" : may("operate") ? strings.nothingFollowed : strings.nothingFollowedYet;
    if (held) (document.getElementById(held.id) ?? document.getElementById(name) ?? title).focus({ preventScroll: true });
  }

  /** @param {FollowedSource} source */
  function row(source) {
    const { id, title, kind, newest, late_kind: lateKind } = source;
    const name = element("h4", { id: `source-${id}-name` }, foreign(title));
    const words = element("strong", { className: `condition ${lateKind ? "late" : ""}` }, stateOf(source));
    const about = element("p", { className: "quiet" }, ...dotted(words, strings.sourceKinds[kind], foreign(source.address)));
    const day = newest && element("span", {}, strings.newestArticle, published(newest, "medium"));
    const fresh = element("p", { className: "quiet" }, ...dotted(day || strings.noArticleYet, nextOf(source)));
    const head = element("div", { className: "names" }, name, about, fresh);
    const top = element("div", { className: "source" }, head, sparkline(source.days));
    const does = operatorKey() ? [acts(source), checksOf(source)] : [];
    return element("li", { id: `source-${id}`, tabIndex: -1 }, top, ...notesOf(source), ...does);
  }

  /** @param {FollowedSource} source */
  function acts(source) {
    if (things.asking() === source.id) return reallyForget(source);
    if (editing?.id === source.id) return editing.form;
    /** @type {Act} */
    const act = (name, words, press) =>
      button(words, press, { className: "plain", id: `${name}-${source.id}`, "aria-label": strings.ofSource(words, source.title) });
    if (!may("operate")) return element("p", { className: "acts" }, seeChecks(source, act));
    const isActive = source.state === "active";
    return element(
      "p",
      { className: "acts" },
      act("check", strings.checkNow, () => things.set(source.id, { check: "now" }, strings.isChecked(source.title))),
      act("pause", isActive ? strings.pause : strings.resume, () =>
        things.set(source.id, { state: isActive ? "paused" : "active" }, strings.sourceIsNow(source.title, isActive))),
      act("change", strings.changeSource, () => change(source)),
      seeChecks(source, act),
      act("forget", strings.forgetSource, () => things.ask(source.id, `stop-${source.id}`)),
    );
  }

  /**
   * @param {FollowedSource} source
   * @param {Act} act
   */
  function seeChecks(source, act) {
    const isOpen = panels.has(source.id);
    const see = act("checks", strings.checks, () => {
      if (isOpen) panels.delete(source.id);
      else panels.set(source.id, checksPanel(`checks-of-${source.id}`, wordsFor));
      draw();
    });
    see.ariaExpanded = String(isOpen);
    if (isOpen) see.setAttribute("aria-controls", `checks-of-${source.id}`);
    return see;
  }

  /** @param {FollowedSource} source */
  function checksOf(source) {
    const open = panels.get(source.id);
    open?.read(source);
    return open?.panel;
  }

  /** @param {FollowedSource} source */
  function change(source) {
    const close = () => {
      editing = null;
      draw();
      document.getElementById(`change-${source.id}`)?.focus({ preventScroll: true });
    };
    const save = async (/** @type {ChangeBody} */ given) => {
      if (!Object.keys(given).length) return close();
      if (await things.set(source.id, given, strings.isChanged(given.title ?? source.title))) close();
    };
    const form = sourceForm(source, save, close);
    editing = { id: source.id, form };
    draw();
    form.querySelector("input")?.select();
  }

  /** @param {FollowedSource} source */
  function reallyForget(source) {
    const no = button(strings.keepSource, () => things.ask(null, `forget-${source.id}`), { className: "plain", id: `keep-${source.id}` });
    const yes = button(strings.forgetReally, () => things.forget(source.id, strings.isForgotten(source.title)), { id: `stop-${source.id}` });
    const words = element("span", {}, strings.forgetAsked(source.title));
    return element("p", { className: "acts", role: "group", "aria-label": strings.forgetAsked(source.title) }, words, yes, no);
  }

  /** @param {FollowedSource} source */
  async function begin(source) {
    await refresh();
    document.getElementById(`source-${source.id}`)?.focus();
    document.getElementById(`source-${source.id}`)?.scrollIntoView({ block: "nearest" });
  }

  return { section, refresh };
}
