/** From citation to citation of an answer: by two buttons in the article pane, or by the keys n and p. */

import { button, element } from "../lib/element.js";
import { strings } from "../lib/strings.js";

/** @import { Opener } from "../lib/types" */

/** @type {Record<string, number>} */
const STEPS = { n: 1, p: -1 };

/**
 * Where a citation stands among those of its answer; null for anything else that opens an article.
 * @param {Opener | null} opener
 */
export function citationSteps(opener) {
  const all = citationsAround(opener);
  const at = opener instanceof HTMLElement ? all.indexOf(opener) : -1;
  if (at < 0 || all.length < 2) return null;
  const buttons = [
    step(strings.previousCitation, "p", all[at - 1]),
    step(strings.nextCitation, "n", all[at + 1]),
  ];
  return element("p", { className: "tour quiet" }, element("span", {}, strings.citationOf(at + 1, all.length)), ...buttons);
}

/**
 * @param {string} name
 * @param {"n" | "p"} key
 * @param {HTMLElement | undefined} citation
 */
function step(name, key, citation) {
  const properties = { className: "plain", disabled: !citation, title: strings.byKey(key), "aria-keyshortcuts": key };
  return button(name, () => open(citation), properties);
}

/**
 * The chat goes along, so that the sentence stands beside its source.
 * @param {HTMLElement | undefined} citation
 */
function open(citation) {
  citation?.scrollIntoView({ block: "nearest" });
  citation?.click();
}

/**
 * The citations of the answer that has this one.
 * @param {Element | null} one
 * @returns {HTMLElement[]}
 */
function citationsAround(one) {
  /** @type {NodeListOf<HTMLElement> | undefined} */
  const found = one?.closest(".turn")?.querySelectorAll(".citation");
  return [...(found ?? [])];
}

/**
 * The keys: in the pane they open the next article, on a citation in the chat they move on to the next one.
 * @param {HTMLElement} pane
 * @param {HTMLElement} conversation
 */
export function followKeys(pane, conversation) {
  pane.addEventListener("keydown", (event) => {
    /** @type {HTMLButtonElement | null} */
    const next = stepOf(event) ? pane.querySelector(`.tour button[aria-keyshortcuts="${event.key}"]:enabled`) : null;
    next?.click();
  });
  conversation.addEventListener("keydown", (event) => {
    const { target } = event;
    if (!stepOf(event) || !(target instanceof HTMLElement) || !target.matches(".citation")) return;
    const all = citationsAround(target);
    all[all.indexOf(target) + stepOf(event)]?.focus();
  });
}

/**
 * 1, -1, or nothing for another key, or one that is typed into a field.
 * @param {KeyboardEvent} event
 */
function stepOf({ key, target, ctrlKey, metaKey, altKey }) {
  const typing = target instanceof Element && target.matches("input, textarea, select");
  return ctrlKey || metaKey || altKey || typing ? 0 : (STEPS[key] ?? 0);
}
