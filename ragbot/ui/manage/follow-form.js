/** Following something new: an address, then what can be followed there, of which one is chosen. */

import { discover, follow } from "./operator-api.js";
import { button, dotted, element, foreign } from "../lib/element.js";
import { strings } from "../lib/strings.js";

const SCHEME = "https:"; // of an address that is given without one

const LONGEST_URL = 2000; // characters, the server's limit

/** `told(error)` gives the words for an error, `announce(words)` tells who cannot see, `added(source)` it is followed. */
export function followForm(told, announce, added) {
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
  let looking = null;

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

  async function find(url) {
    looking?.abort();
    const { signal } = (looking = new AbortController());
    choice.hidden = true;
    trouble.textContent = "";
    announce(strings.lookingAt);
    look.textContent = strings.lookingAt;
    try {
      const { candidates } = await discover(url.includes("://") ? url : `${SCHEME}//${url}`, signal);
      offer(candidates);
    } catch (error) {
      if (!signal.aborted) trouble.textContent = told(error);
    } finally {
      if (looking?.signal === signal) look.textContent = strings.look;
    }
  }

  function offer(candidates) {
    choice.candidates = candidates;
    const options = candidates.map(option);
    const legend = element("legend", {}, strings.foundThere(candidates.length));
    const send = element("button", { type: "submit" }, strings.followIt);
    const row = element("p", { className: "acts" }, send, button(strings.cancel, close));
    choice.replaceChildren(element("fieldset", {}, legend, ...options), row);
    choice.hidden = false;
    announce(strings.foundThere(candidates.length));
    choice.querySelector("input").focus();
  }

  async function take() {
    const chosen = choice.candidates[choice.elements.candidate.value];
    trouble.textContent = "";
    try {
      const { source, isNew } = await follow(chosen);
      close();
      box.value = "";
      announce(isNew ? strings.isFollowed(source.title) : strings.wasFollowed(source.title));
      if (!isNew) trouble.textContent = strings.wasFollowed(source.title);
      added(source);
    } catch (error) {
      trouble.textContent = told(error);
    }
  }

  function close() {
    choice.hidden = true;
    choice.replaceChildren();
    box.focus();
  }

  return { section: element("div", { className: "follow" }, form, choice) };
}

function option({ kind, title, address, items, newest }, index) {
  const box = element("input", { type: "radio", name: "candidate", value: index, checked: index === 0 });
  const what = dotted(strings.sourceKinds[kind], items ? strings.itemsNow(items) : null, foreign(address));
  const first = newest ? element("span", { className: "quiet" }, strings.newestNamed, foreign(newest)) : null;
  const words = element("span", {}, element("b", {}, foreign(title)), element("span", { className: "quiet" }, ...what), first);
  return element("label", {}, box, words);
}
