/** The operator's control in the article pane: retract an article, mark it as corrected, remove it, or bring it back. */

import { button, element } from "../lib/element.js";
import { messageOf } from "../lib/api.js";
import { may } from "./operator-key.js";
import { setState } from "./operator-api.js";
import { strings } from "../lib/strings.js";

/** @import { StateBody } from "../lib/schema" */

/** @typedef {StateBody["state"]} State */
/** @typedef {Exclude<State, "live">} Decision */
/** @typedef {(next: State, reason: string | null) => Promise<unknown>} Decide */

const LONGEST_REASON = 2000; // characters, the server's limit
/** @type {Decision[]} */
const STATES = ["retracted", "corrected", "removed"];
/** @type {{id?: string, words?: string}} */
let done = {}; // what was decided just now: the article opens anew, and says it

/**
 * Nothing without a key. `reopen()` shows the article as it is then.
 * @param {string} id
 * @param {State} state
 * @param {() => void} reopen
 */
export function stateControl(id, state, reopen) {
  if (!may("operate")) return null;
  const status = element("p", { role: "status", className: "quiet" });
  const control = element("section", { className: "operator", "aria-label": strings.operator });
  const form = element("div");
  /** @type {Decide} */
  const decide = async (next, reason) => {
    try {
      await setState(id, next, reason);
    } catch (error) {
      status.textContent = messageOf(error);
      return;
    }
    done = { id, words: strings.nowIs[next] };
    if (next === "removed") removed(control, id, decide);
    else reopen();
  };
  const ask = (/** @type {Decision} */ next, /** @type {HTMLButtonElement} */ opener) => form.replaceChildren(reasonForm(next, decide, () => {
    form.replaceChildren();
    opener.focus();
  }));
  control.append(acts(state, ask, decide), form, status);
  const { words } = done.id === id ? done : {};
  done = {};
  if (words) setTimeout(() => (status.textContent = words)); // told when it stands in the page already
  return control;
}

/**
 * @param {State} state
 * @param {(next: Decision, opener: HTMLButtonElement) => void} ask
 * @param {Decide} decide
 */
function acts(state, ask, decide) {
  const others = STATES.filter((each) => each !== state);
  const buttons = others.map((each) => button(strings.decide[each], (opener) => ask(each, opener)));
  if (state !== "live") buttons.unshift(button(strings.undo[state], () => decide("live", null)));
  return element("p", { className: "acts quiet" }, element("span", {}, strings.operator), ...buttons);
}

/**
 * What it means, why it is done, and the second press that does it.
 * @param {Decision} next
 * @param {Decide} decide
 * @param {() => void} cancel
 */
function reasonForm(next, decide, cancel) {
  const box = element("textarea", { id: "reason", rows: 2, dir: "auto", maxLength: LONGEST_REASON });
  const send = element("button", { type: "submit" }, strings.decided[next]);
  const form = element(
    "form",
    { className: "reasoning" },
    element("p", {}, strings.consequence[next]),
    element("label", { htmlFor: "reason" }, strings.reason),
    box,
    element("p", { className: "acts" }, send, button(strings.cancel, cancel)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    decide(next, box.value.trim() || null);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // which would close the article
    cancel();
  });
  queueMicrotask(() => box.focus());
  return form;
}

/**
 * It can not be opened anew: what stands here is the last that is seen of it.
 * @param {HTMLElement} control
 * @param {string} id
 * @param {Decide} decide
 */
function removed(control, id, decide) {
  const back = button(strings.undo.removed, () => decide("live", null));
  const status = element("p", { role: "status", tabIndex: -1 }, strings.nowIs.removed);
  const command = element("p", {}, element("code", {}, strings.bringBackCommand(id)));
  control.replaceChildren(status, command, element("p", { className: "acts quiet" }, back));
  status.focus();
}
