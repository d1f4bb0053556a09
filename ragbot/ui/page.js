/** The page: makes its parts, and lets them know of each other. */

import { Problem, facts, suggestions } from "./lib/api.js";
import { showBeginnings, showFacts } from "./ask/welcome.js";
import { ArticlePane } from "./article/article.js";
import { Chat } from "./ask/chat.js";
import { Filter } from "./ask/filter.js";
import { QuestionForm } from "./ask/question-form.js";
import { Quote } from "./ask/quote-box.js";
import { archiveView } from "./archive/archive.js";
import { manageView } from "./manage/manage.js";
import { followKeys } from "./article/citation-steps.js";
import { questionIn } from "./lib/question-link.js";
import { followConversations, showConversations } from "./ask/conversation-list.js";
import { strings } from "./lib/strings.js";
import { switchScheme } from "./lib/color-scheme.js";
import { switchViews } from "./lib/views.js";
import { watchServer } from "./lib/server-watch.js";

const byId = (id) => document.getElementById(id);

for (const node of document.querySelectorAll("[data-string]")) node.textContent = strings[node.dataset.string];
byId("asking").ariaLabel = strings.viewAsk;

const quote = new Quote(byId("quote"));
const pane = new ArticlePane(byId("article"), byId("chat"), () => quote.hide());
const read = (place) => pane.open(place);
const filter = new Filter(byId("filter"));
const form = new QuestionForm(filter, (question) => chat.answer(question), () => chat.busy);
const chat = new Chat(form, filter, { read, announce, told, heard, quote });
const archive = archiveView(byId("archive"), read, told);
const manage = manageView(byId("feed"), { read, changed: refresh, told });
let held = null; // what is in the archive
let offering = new AbortController();

byId("restart").addEventListener("click", restart);
byId("beginnings").addEventListener("click", begin);
byId("filter").addEventListener("limits", offerBeginnings);
watchServer(byId("gone"));
document.addEventListener("server:back", back);
switchScheme(byId("scheme"));
switchViews(byId("views").querySelectorAll("a"), {
  "": { main: byId("asking"), show: offerBeginnings },
  archive: { main: byId("archive"), show: archive.show },
  feed: { main: byId("feed"), show: manage.show },
}, () => pane.close());
window.addEventListener("hashchange", followLink); // once its view is shown
window.addEventListener("hashchange", () => byId("chat").inert && pane.close()); // what it covers has changed
followKeys(byId("article"), byId("conversation"));
showConversations(byId("conversations"), reopen);
followConversations(byId("conversations"), reopen);
refresh();
followLink();

/** Ask what the address of the page asks, once. */
function followLink() {
  const question = questionIn(location.hash);
  if (!question) return;
  window.history.replaceState(null, "", location.pathname + location.search); // which is the chat's own address
  if (chat.busy) return form.complain(strings.busy);
  filter.set(question);
  chat.answer(question);
}

function begin(event) {
  const question = event.target.closest("button")?.dataset.question;
  if (question && !chat.busy) chat.answer({ question, ...filter.limits });
}

function restart() {
  pane.close();
  chat.end();
  showConversations(byId("conversations"), reopen);
  form.focus();
  refresh();
}

function reopen(kept) {
  pane.close();
  chat.reopen(kept);
}

/** When an answer knows of news in the archive, the page tells of them too. */
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
    showFacts(byId("facts"), held);
    offerBeginnings();
  } catch (error) {
    byId("facts").replaceChildren(told(error));
  }
}

/** Ways to begin, within the limits that are set; of no use to who has begun, or is somewhere else. */
async function offerBeginnings() {
  if (!held || document.body.classList.contains("talking") || byId("asking").hidden) return;
  offering.abort();
  const { signal } = (offering = new AbortController());
  const questions = await suggestions(filter.limits, signal).catch(() => []);
  if (signal.aborted || byId("beginnings").contains(document.activeElement)) return; // no swap under the reader's hands
  byId("beginnings").ariaBusy = "false";
  showBeginnings(byId("beginnings"), questions, held);
}

/** The words for an error. */
function told(error) {
  if (error.name === "AbortError") return strings.stopped;
  if (error instanceof Problem) return error.message;
  console.error(error);
  return strings.failed;
}

/** After the server was gone. */
function back() {
  announce(strings.back);
  refresh();
}

function announce(message) {
  byId("status").textContent = message;
}
