/** The list of conversations kept in this browser: open, rename, export, delete. */

import { button, byId, element } from "../lib/element.js";
import { download } from "../lib/download.js";
import { asKept, forget, isConversation, kept, rename, toJSON, toMarkdown } from "./kept-conversations.js";
import { strings } from "../lib/strings.js";
import { time } from "../lib/dates.js";

/** @import { KeptConversation } from "../lib/types" */

/**
 * @param {HTMLElement} section
 * @param {(conversation: KeptConversation) => void} open is called with the conversation that the reader wants back.
 */
export function showConversations(section, open) {
  const again = () => showConversations(section, open);
  const items = kept().map((conversation) => item(conversation, open, again));
  section.hidden = !items.length;
  const note = element("p", { className: "quiet" }, strings.keptHere);
  section.replaceChildren(element("h3", { tabIndex: -1 }, strings.earlierConversations), note, element("ul", {}, ...items));
}

/**
 * Show what another tab keeps, unless the reader is at it here.
 * @param {HTMLElement} section
 * @param {(conversation: KeptConversation) => void} open
 */
export function followConversations(section, open) {
  window.addEventListener("storage", ({ key }) => {
    if (isConversation(key) && !section.contains(document.activeElement)) showConversations(section, open);
  });
}

/**
 * @param {KeptConversation} conversation
 * @param {(conversation: KeptConversation) => void} open
 * @param {() => void} again
 */
function item(conversation, open, again) {
  const { name, changed, turns } = conversation;
  const title = button(name, () => open(asKept(conversation)), { className: "title", dir: "auto" });
  const line = element("li", {}, title, element("p", { className: "quiet" }, strings.questions(turns.length), " · ", time(changed, "medium")));
  /** @type {(made: (kept: KeptConversation) => string | Promise<string>, type: string, ending: string) => () => Promise<void>} */
  const file = (made, type, ending) => async () => download(await made(conversation), type, `ragbot-${changed.slice(0, 10)}.${ending}`);
  const acts = [
    button(strings.rename, () => line.replaceChildren(renaming(conversation, again))),
    button(strings.exportJSON, file(toJSON, "application/json", "json")),
    button(strings.exportMarkdown, file(toMarkdown, "text/markdown", "md")),
    deleting(conversation, line, again),
  ];
  for (const act of acts) act.setAttribute("aria-label", `${act.textContent}: ${name}`);
  line.append(element("p", { className: "acts quiet" }, ...acts));
  return line;
}

/**
 * Delete only when pressed twice: nothing brings a conversation back.
 * @param {KeptConversation} conversation
 * @param {HTMLElement} line
 * @param {() => void} again
 */
function deleting(conversation, line, again) {
  const act = button(strings.delete, () => {
    if (act.textContent === strings.delete) {
      act.textContent = strings.reallyDelete;
      return act.setAttribute("aria-label", `${strings.reallyDelete} ${conversation.name}`);
    }
    const section = line.closest("section");
    forget(conversation);
    again();
    (section?.hidden ? byId("question", HTMLTextAreaElement) : section?.querySelector("h3"))?.focus();
  });
  act.addEventListener("blur", () => {
    act.textContent = strings.delete;
    act.setAttribute("aria-label", `${strings.delete}: ${conversation.name}`);
  });
  return act;
}

/**
 * @param {KeptConversation} conversation
 * @param {() => void} again
 */
function renaming(conversation, again) {
  const box = element("input", { type: "text", value: conversation.name, dir: "auto", maxLength: 200 });
  const form = element("form", { className: "renaming" }, element("label", {}, strings.newName, " ", box));
  form.append(element("button", { type: "submit" }, strings.save), button(strings.cancel, () => done(null)));
  const done = (/** @type {string | null} */ name) => {
    const section = form.closest("section");
    if (name !== null) rename(conversation, name);
    again();
    section?.querySelector("h3")?.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    done(box.value);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // which would close the article
    done(null);
  });
  queueMicrotask(() => box.select());
  return form;
}
