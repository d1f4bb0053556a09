/** From citation to citation of an answer: by two buttons in the article pane, or by the keys n and p. */

import { button, element } from "../lib/element.js";
import { strings } from "../lib/strings.js";

const STEPS = { n: 1, p: -1 };

/** Where a citation stands among those of its answer; null for anything else that opens an article. */
export function citationSteps(opener) {
  const all = [...(opener?.closest(".turn")?.querySelectorAll(".citation") ?? [])];
  const at = all.indexOf(opener);
  if (at < 0 || all.length < 2) return null;
  const buttons = [
    step(strings.previousCitation, "p", all[at - 1]),
    step(strings.nextCitation, "n", all[at + 1]),
  ];
  return element("p", { className: "tour quiet" }, element("span", {}, strings.citationOf(at + 1, all.length)), ...buttons);
}

function step(name, key, citation) {
  const properties = { className: "plain", disabled: !citation, title: strings.byKey(key), "aria-keyshortcuts": key };
  return button(name, () => open(citation), properties);
}

/** The chat goes along, so that the sentence stands beside its source. */
function open(citation) {
  citation.scrollIntoView({ block: "nearest" });
  citation.click();
}

/** The keys: in the pane they open the next article, on a citation in the chat they move on to the next one. */
export function followKeys(pane, conversation) {
  pane.addEventListener("keydown", (event) => {
    if (stepOf(event)) pane.querySelector(`.tour button[aria-keyshortcuts="${event.key}"]:enabled`)?.click();
  });
  conversation.addEventListener("keydown", (event) => {
    if (!stepOf(event) || !event.target.matches(".citation")) return;
    const all = [...event.target.closest(".turn").querySelectorAll(".citation")];
    all[all.indexOf(event.target) + stepOf(event)]?.focus();
  });
}

/** 1, -1, or nothing for another key, or one that is typed into a field. */
function stepOf({ key, target, ctrlKey, metaKey, altKey }) {
  return ctrlKey || metaKey || altKey || target.matches("input, textarea, select") ? 0 : (STEPS[key] ?? 0);
}
