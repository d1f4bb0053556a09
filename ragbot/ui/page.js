/** The page: makes its parts, and lets them know of each other. */

import { Problem, facts, suggestions } from "./api.js";
import { showBeginnings, showFacts } from "./chat/welcome.js";
import { ArticlePane } from "./article/article.js";
import { Chat } from "./chat/chat.js";
import { Filter } from "./chat/filter.js";
import { QuestionForm } from "./chat/form.js";
import { Quote } from "./chat/quote.js";
import { Server } from "./server.js";
import { archiveView } from "./archive/archive.js";
import { feedView } from "./feed/feed.js";
import { followKeys } from "./article/tour.js";
import { questionIn } from "./link.js";
import { showShelf } from "./chat/shelf.js";
import { strings } from "./strings.js";
import { switchScheme } from "./scheme.js";
import { switchViews } from "./views.js";

const byId = (id) => document.getElementById(id);

for (const node of document.querySelectorAll("[data-string]")) node.textContent = strings[node.dataset.string];
document.title = strings.page;

const quote = new Quote(byId("quote"));
const pane = new ArticlePane(byId("article"), byId("chat"), () => quote.hide());
const read = (place) => pane.open(place);
const filter = new Filter(byId("filter"));
const form = new QuestionForm(filter, (question) => chat.answer(question), () => chat.busy);
const chat = new Chat(form, filter, { read, announce, told, heard, quote });
const server = new Server(byId("gone"), back);
const archive = archiveView(byId("archive"), read, told);
const feed = feedView(byId("feed"), { read, changed: refresh, told });
let held = null; // what is in the archive
let offering = new AbortController();

byId("restart").addEventListener("click", restart);
byId("beginnings").addEventListener("click", begin);
byId("filter").addEventListener("limits", offerBeginnings);
window.addEventListener("hashchange", followLink);
switchScheme(byId("scheme"));
switchViews(byId("views").querySelectorAll("a"), {
  "": { main: byId("asking") },
  archive: { main: byId("archive"), show: archive.show },
  feed: { main: byId("feed"), show: feed.show },
}, () => pane.close());
followKeys(byId("article"), byId("conversation"));
showShelf(byId("shelf"), reopen);
refresh();
followLink();

/** Ask what the address of the page asks, once. */
function followLink() {
  const question = questionIn(location.hash);
  if (!question || chat.busy) return;
  window.history.replaceState(null, "", location.pathname + location.search); // which is the chat's own address
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
  showShelf(byId("shelf"), reopen);
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
    feed.offer(held);
    showFacts(byId("facts"), held);
    offerBeginnings();
  } catch (error) {
    byId("facts").replaceChildren(told(error));
  }
}

/** Ways to begin, within the limits that are set; of no use to who has begun. */
async function offerBeginnings() {
  if (!held || document.body.classList.contains("talking")) return;
  offering.abort();
  const { signal } = (offering = new AbortController());
  const questions = await suggestions(filter.limits, signal).catch(() => []);
  if (signal.aborted) return;
  byId("beginnings").ariaBusy = "false";
  showBeginnings(byId("beginnings"), questions, held);
}

/** The words for an error; a server that does not answer is asked again until it does. */
function told(error) {
  if (error.name === "AbortError") return strings.stopped;
  if (error instanceof Problem) {
    if (!error.status) server.gone();
    return error.message;
  }
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
