/** Asks for the key, an operator's or a reader's, and says where it is found. */

import { element } from "../lib/element.js";
import { scopesOf } from "./operator-api.js";
import { keepKey } from "./operator-key.js";
import { strings } from "../lib/strings.js";

/** @import { Announce, WordsFor } from "../lib/types" */

/**
 * `wordsFor(error)` gives the words for an error, `announce(words)` tells who cannot see.
 * @param {WordsFor} wordsFor
 * @param {Announce} announce
 */
export function keyForm(wordsFor, announce) {
  const box = element("input", { type: "password", id: "key", autocomplete: "off", spellcheck: false });
  box.setAttribute("aria-describedby", "key-hint key-trouble");
  const trouble = element("p", { id: "key-trouble", className: "trouble", role: "alert" });
  const send = element("button", { type: "submit" }, strings.useKey);
  const form = element(
    "form",
    { className: "keyform", noValidate: true },
    element("label", { htmlFor: "key" }, strings.key),
    element("div", { className: "line" }, box, send),
    element("p", { id: "key-hint", className: "quiet" }, strings.keyHint),
    trouble,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.textContent = box.value.trim() ? strings.checkingKey : strings.noKey;
    if (box.value.trim()) trouble.textContent = await tried(box.value.trim(), wordsFor);
    if (trouble.textContent) return box.focus();
    box.value = "";
    announce(strings.keyTaken);
  });
  return { form, focus: () => box.focus(), complain: (/** @type {string} */ words) => (trouble.textContent = words) };
}

/**
 * Keep the key when it is right; else why not.
 * @param {string} key
 * @param {WordsFor} wordsFor
 */
async function tried(key, wordsFor) {
  try {
    const scopes = await scopesOf(key);
    if (!scopes) return strings.keyRefused;
    keepKey(key, scopes);
    return "";
  } catch (error) {
    return wordsFor(error);
  }
}
