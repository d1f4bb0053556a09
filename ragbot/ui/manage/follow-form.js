/** Following something new: an address, then what can be followed there, of which one is chosen. */

import { discover, follow } from "./operator-api.js";
import { button, dotted, element, foreign } from "../lib/element.js";
import { strings } from "../lib/strings.js";

/** @import { Announce, WordsFor } from "../lib/types" */
/** @import { Candidate, FollowedSource } from "../lib/schema" */

const SCHEME = "https:"; // of an address that is given without one

const LONGEST_URL = 2000; // characters, the server's limit

/**
 * `wordsFor(error)` gives the words for an error, `announce(words)` tells who cannot see, `added(source)` it is followed.
 * @param {WordsFor} wordsFor
 * @param {Announce} announce
 * @param {(source: FollowedSource) => void} added
 */
export function followForm(wordsFor, announce, added) {
  const box = element("input", { type: "url", id: "follow", dir: "ltr", autocomplete: "off", maxLength: LONGEST_URL });
  box.setAttribute("aria-describedby", "follow-hint follow-trouble");
  const trouble = element("p", { id: "follow-trouble", className: "trouble", role: "alert" });
  const look = element("button", { type: "submit" }, strings.look);
  const form = element(
    "form",
    { noValidate: true },
    element("label", { htmlFor: "follow" }, strings.followAddress),
    element("div", { className: "line" }, box, look),
    element("p", { id: "follow-hint", className: "quiet" }, strings.followHint),
    trouble,
  );
  const choice = element("form", { className: "choosing", hidden: true });
  /** @type {AbortController | null} */
  let looking = null;
  /** @type {Candidate[]} */
  let offered = [];

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (box.value.trim()) return find(box.value.trim());
    trouble.textContent = strings.noAddress;
    box.focus();
  });
  choice.addEventListener("submit", (event) => {
    event.preventDefault();
    take();
  });

  /** @param {string} url */
  async function find(url) {
    looking?.abort();
    looking = new AbortController();
    const { signal } = looking;
    choice.hidden = true;
    trouble.textContent = "";
    announce(strings.lookingAt);
    look.textContent = strings.lookingAt;
    try {
      const { candidates } = await discover(url.includes("://") ? url : `${SCHEME}//${url}`, signal);
      offer(candidates);
    } catch (error) {
      if (!signal.aborted) trouble.textContent = wordsFor(error);
    } finally {
      if (looking?.signal === signal) look.textContent = strings.look;
    }
  }

  /** @param {Candidate[]} candidates */
  function offer(candidates) {
    offered = candidates;
    const options = candidates.map(option);
    const legend = element("legend", {}, strings.foundThere(candidates.length));
    const send = element("button", { type: "submit" }, strings.followIt);
    const row = element("p", { className: "acts" }, send, button(strings.cancel, close));
    choice.replaceChildren(element("fieldset", {}, legend, ...options), row);
    choice.hidden = false;
    announce(strings.foundThere(candidates.length));
    choice.querySelector("input")?.focus();
  }

  async function take() {
    const chosen = offered[Number(new FormData(choice).get("candidate"))];
    trouble.textContent = "";
    try {
      const { source, isNew } = await follow(chosen);
      close();
      box.value = "";
      announce(isNew ? strings.isFollowed(source.title) : strings.wasFollowed(source.title));
      if (!isNew) trouble.textContent = strings.wasFollowed(source.title);
      added(source);
    } catch (error) {
      trouble.textContent = wordsFor(error);
    }
  }

  function close() {
    choice.hidden = true;
    choice.replaceChildren();
    box.focus();
  }

  return { section: element("div", { className: "follow" }, form, choice) };
}

/**
 * @param {Candidate} candidate
 * @param {number} index
 */
function option({ kind, title, address, items, newest }, index) {
  const box = element("input", { type: "radio", name: "candidate", value: index, checked: index === 0 });
  const what = dotted(strings.sourceKinds[kind], items ? strings.itemsNow(items) : null, foreign(address));
  const first = newest ? element("span", { className: "quiet" }, strings.newestNamed, foreign(newest)) : null;
  const words = element("span", {}, element("b", {}, foreign(title)), element("span", { className: "quiet" }, ...what), first);
  return element("label", {}, box, words);
}
