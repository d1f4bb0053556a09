/** What an operator may choose of a source: its title, and how often it is checked. */

import { button, element } from "../lib/element.js";
import { strings } from "../lib/strings.js";

/** @import { ChangeBody, FollowedSource } from "../lib/schema" */

const LONGEST_TITLE = 500; // code points, the server's limit
const HOUR = 3600; // seconds
const EVERY = [HOUR / 12, HOUR / 4, HOUR / 2, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];

/**
 * `save(change)` gets what changed, which may be nothing; `cancel()` closes it.
 * @param {FollowedSource} source
 * @param {(change: ChangeBody) => void} save
 * @param {() => void} cancel
 */
export function sourceForm(source, save, cancel) {
  const { id, title, is_named: isNamed, every, listed } = source;
  const hint = element("p", { id: `title-hint-${id}`, className: "quiet" }, isNamed ? strings.ownTitleAgain : strings.ownTitle);
  const box = element("input", { type: "text", id: `title-${id}`, value: title, dir: "auto", autocomplete: "off", maxLength: LONGEST_TITLE });
  box.setAttribute("aria-describedby", hint.id);
  const choice = element("select", { id: `every-${id}` }, ...options(source));
  const send = element("button", { type: "submit" }, strings.save);
  const form = element(
    "form",
    { className: "changing", "aria-label": strings.ofSource(strings.change, title) },
    element("label", { htmlFor: box.id }, strings.pastedFields.title),
    box,
    hint,
    element("label", { htmlFor: choice.id }, strings.checked),
    choice,
    listed ? element("p", { className: "quiet" }, strings.isListed) : null,
    element("p", { className: "acts" }, send, button(strings.cancel, cancel)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = choice.value ? Number(choice.value) : null;
    save({ ...titled(box.value.trim(), title), ...(chosen === every ? {} : { every: chosen }) });
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // which would close the article
    cancel();
  });
  return form;
}

/**
 * An empty title is its own again.
 * @param {string} given
 * @param {string} before
 */
function titled(given, before) {
  return given === before ? {} : { title: given || null };
}

/** @param {FollowedSource} source */
function options({ every, interval }) {
  const seconds = every && !EVERY.includes(every) ? [...EVERY, every].sort((one, other) => one - other) : EVERY;
  const learned = element("option", { value: "", selected: !every }, strings.byHabit(every ? null : interval));
  return [learned, ...seconds.map((each) => element("option", { value: each, selected: each === every }, strings.every(each)))];
}
