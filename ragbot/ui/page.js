/** The page: makes its parts, and lets them know of each other. */

import { Problem, facts, isStop, sendKey, suggestions } from "./lib/api.js";
import { showBeginnings, showFacts } from "./ask/welcome.js";
import { ArticlePane } from "./article/article.js";
import { Chat } from "./ask/chat.js";
import { Filter } from "./ask/filter.js";
import { QuestionForm } from "./ask/question-form.js";
import { Quote } from "./ask/quote-box.js";
import { archiveView } from "./archive/archive.js";
import { manageView } from "./manage/manage.js";
import { may, operatorKey } from "./manage/operator-key.js";
import { byId } from "./lib/element.js";
import { followKeys } from "./article/citation-steps.js";
import { questionIn } from "./lib/question-link.js";
import { followConversations, showConversations } from "./ask/conversation-list.js";
import { strings } from "./lib/strings.js";
import { switchScheme } from "./lib/color-scheme.js";
import { switchViews } from "./lib/views.js";
import { watchServer } from "./lib/server-watch.js";

/** @import { AnswerBody, Facts } from "./lib/schema" */
/** @import { KeptConversation, Read } from "./lib/types" */

const [asking, beginnings, conversations] = ["asking", "beginnings", "conversations"].map((id) => byId(id, HTMLElement));
const restarting = byId("restart", HTMLButtonElement);
const panel = byId("filter", HTMLDetailsElement);
for (const node of document.querySelectorAll("[data-string]")) node.textContent = wordsOf(node);
asking.ariaLabel = strings.viewAsk;

const quote = new Quote(byId("quote", HTMLElement));
const pane = new ArticlePane(byId("article", HTMLElement), byId("chat", HTMLElement), () => quote.hide());
/** @type {Read} */
const read = (place) => pane.open(place);
const filter = new Filter(panel);
const form = new QuestionForm(filter, (question) => chat.answer(question), () => chat.busy);
const chat = new Chat(form, filter, { read, announce, wordsFor, heard, quote });
const archive = archiveView(byId("archive", HTMLElement), read, wordsFor);
const manage = manageView(byId("manage", HTMLElement), { read, changed: refresh, wordsFor });
/** @type {Facts | null} */
let held = null; // what is in the archive
let offering = new AbortController();

restarting.addEventListener("click", restart);
beginnings.addEventListener("click", begin);
panel.addEventListener("limits", offerBeginnings);
watchServer(byId("gone", HTMLElement));
document.addEventListener("server:back", back);
switchScheme(byId("scheme", HTMLButtonElement));
switchViews(byId("views", HTMLElement).querySelectorAll("a"), {
  "": { main: asking, show: offerBeginnings },
  archive: { main: byId("archive", HTMLElement), show: archive.show },
  manage: { main: byId("manage", HTMLElement), show: manage.show },
}, () => pane.close());
window.addEventListener("hashchange", followLink); // once its view is shown
window.addEventListener("hashchange", () => byId("chat", HTMLElement).inert && pane.close()); // what it covers has changed
sendKey(operatorKey);
document.addEventListener("key:needed", askForKey);
document.addEventListener("operator:key", () => operatorKey() && !held && refresh());
document.addEventListener("operator:key", tellKey);
tellKey();
followKeys(byId("article", HTMLElement), byId("conversation", HTMLElement));
showConversations(conversations, reopen);
followConversations(conversations, reopen);
refresh();
followLink();

/**
 * The words that an element of index.html asks for.
 * @param {Element} node
 */
function wordsOf(node) {
  const name = node.getAttribute("data-string") ?? "";
  const words = Object.entries(strings).find(([each]) => each === name)?.[1];
  if (typeof words === "string") return words;
  throw new Error(`strings.js has no words of the name "${name}".`);
}

/** Ask what the address of the page asks, once. */
function followLink() {
  const question = questionIn(location.hash);
  if (!question) return;
  window.history.replaceState(null, "", location.pathname + location.search); // which is the chat's own address
  if (chat.busy) return form.complain(strings.busy);
  filter.set(question);
  chat.answer(question);
}

/** @param {MouseEvent} event */
function begin({ target }) {
  const question = target instanceof Element ? target.closest("button")?.dataset.question : null;
  if (question && !chat.busy) chat.answer({ question, ...filter.limits });
}

function restart() {
  pane.close();
  chat.end();
  showConversations(conversations, reopen);
  form.focus();
  refresh();
}

/** @param {KeptConversation} kept */
function reopen(kept) {
  pane.close();
  chat.reopen(kept);
}

/**
 * When an answer knows of news in the archive, the page tells of them too.
 * @param {AnswerBody} answer
 */
function heard({ archive_as_of: asOf }) {
  if (asOf !== held?.as_of) refresh();
}

/** Read again what is in the archive; the page can ask without it. */
async function refresh() {
  try {
    held = await facts();
    filter.offer(held.sources);
    archive.offer(held);
    manage.offer(held);
    showFacts(byId("facts", HTMLElement), held);
    offerBeginnings();
  } catch (error) {
    byId("facts", HTMLElement).replaceChildren(wordsFor(error));
  }
}

/** Where the server tells nothing without a key, the view that asks for one is shown; it is kept there. */
function askForKey() {
  if (!held && document.body.dataset.view !== "manage") location.hash = "#manage";
}

/** What only an operator is offered is shown then, also at what stands there already. */
function tellKey() {
  document.body.classList.toggle("operating", may("operate"));
}

/** Ways to begin, within the limits that are set; of no use to who has begun, or is somewhere else. */
async function offerBeginnings() {
  if (!held || document.body.classList.contains("talking") || asking.hidden) return;
  offering.abort();
  offering = new AbortController();
  const { signal } = offering;
  const questions = await suggestions(filter.limits, signal).catch(() => []);
  if (signal.aborted || beginnings.contains(document.activeElement)) return; // no swap under the reader's hands
  beginnings.ariaBusy = "false";
  showBeginnings(beginnings, questions, held);
}

/**
 * The words for an error.
 * @param {unknown} error
 */
function wordsFor(error) {
  if (isStop(error)) return strings.stopped;
  if (error instanceof Problem) return error.message;
  console.error(error);
  return strings.failed;
}

/** After the server was gone. */
function back() {
  announce(strings.back);
  refresh();
}

/** @param {string} message */
function announce(message) {
  byId("status", HTMLElement).textContent = message;
}
