/** The page: a question from the form goes to the server, its answer into the conversation, its articles into the pane. */

import { Problem, ask, facts, latest } from "./api.js";
import { begun, keep } from "./conversation.js";
import { showBeginnings, showFacts } from "./welcome.js";
import { AnswerView } from "./answer.js";
import { ArticlePane } from "./article.js";
import { Filter } from "./filter.js";
import { History } from "./history.js";
import { QuestionForm } from "./form.js";
import { Quote } from "./quote.js";
import { questionIn } from "./link.js";
import { showShelf } from "./shelf.js";
import { strings } from "./strings.js";

const byId = (id) => document.getElementById(id);

for (const node of document.querySelectorAll("[data-string]")) node.textContent = strings[node.dataset.string];
document.title = strings.page;

const quote = new Quote(byId("quote"));
const pane = new ArticlePane(byId("article"), byId("chat"), () => quote.hide());
const filter = new Filter(byId("filter"));
const form = new QuestionForm(filter, (question) => answer(question), () => running);
const history = new History();
let conversation = null;
let asked = 0;
let running = null;
let asOf = null;

byId("stop").addEventListener("click", () => running?.abort());
byId("restart").addEventListener("click", restart);
byId("beginnings").addEventListener("click", begin);
window.addEventListener("hashchange", followLink);
showShelf(byId("shelf"), reopen);
refresh();
followLink();

/** Ask what the address of the page asks, once. */
function followLink() {
  const question = questionIn(location.hash);
  if (!question || running) return;
  window.history.replaceState(null, "", location.pathname + location.search);
  filter.set(question);
  answer(question);
}

/** Ask a question again, changed; the next ones keep its limits. */
function refine(question, before) {
  if (running) return form.complain(strings.busy);
  filter.set(question);
  if (form.usable(question.question)) answer(question, before);
}

/** Ask, and show the answer as it is made. `before` is what was said before the question. */
async function answer(question, before = history.turns) {
  const stop = (running = new AbortController());
  const view = viewOf(question, before);
  opened(view);
  try {
    for await (const [event, object] of ask({ ...question, history: before }, stop.signal)) {
      view.receive(event, object);
      if (event === "done") finished(question, object);
    }
  } catch (error) {
    const message = whatHappened(error);
    view.end(message);
    if (running === stop) announce(message);
  } finally {
    if (running === stop) idle();
  }
}

function viewOf(question, before) {
  const again = () => {
    if (running) return;
    view.element.remove();
    answer(question, before);
  };
  const read = (place) => pane.open(place);
  const actions = { read, again, refine: (changed, alone) => refine(changed, alone ? [] : before), announce, quote };
  const view = new AnswerView(`turn-${++asked}`, question, actions);
  byId("conversation").append(view.element);
  document.body.classList.add("talking");
  byId("restart").hidden = false;
  form.invite(strings.followUp);
  return view;
}

function whatHappened(error) {
  if (error.name === "AbortError") return strings.stopped;
  if (error instanceof Problem) return error.message;
  console.error(error);
  return strings.failed;
}

function opened(view) {
  form.busy(true);
  form.makeWay();
  view.element.scrollIntoView({ block: "start" });
  if (!form.focused) view.focus(); // what was pressed is gone now
  announce(strings.searching);
}

function finished(question, answer) {
  history.add(question.question, answer.answer || answer.reason || "");
  announce(answer.outcome === "not_in_archive" ? strings.notInArchive : strings.answered(answer));
  store(question, answer);
  if (answer.archive_as_of !== asOf) refresh();
}

/** Keep the conversation in this browser, if it lets us. */
function store(question, answer) {
  conversation ??= begun(question.question);
  conversation.turns.push({ asked: question, answer });
  conversation.changed = new Date().toISOString();
  byId("unkept").hidden = keep(conversation);
}

/** A kept conversation, as it was; it goes on from there. */
function reopen(kept) {
  restart();
  conversation = kept;
  for (const { asked: question, answer } of kept.turns) {
    const view = viewOf(question, history.turns);
    try {
      view.receive("done", answer);
      history.add(question.question, answer.answer || answer.reason || "");
    } catch {
      view.end(strings.unreadable); // not as we wrote it
    }
    view.focus();
  }
}

function idle() {
  running = null;
  form.busy(false);
}

function restart() {
  running?.abort();
  idle();
  announce("");
  history.clear();
  conversation = null;
  pane.close();
  byId("conversation").replaceChildren();
  document.body.classList.remove("talking");
  byId("restart").hidden = true;
  form.invite(strings.placeholder);
  showShelf(byId("shelf"), reopen);
  form.focus();
  refresh();
}

function begin(event) {
  const question = event.target.closest("button")?.dataset.question;
  if (question && !running) answer({ question, ...filter.limits });
}

/** Read again what is in the archive; the page can ask without it. */
async function refresh() {
  try {
    const [found, page] = await Promise.all([facts(), latest(12)]);
    asOf = found.as_of;
    filter.offer(found.sources);
    showFacts(byId("facts"), found);
    showBeginnings(byId("beginnings"), page.articles, found);
  } catch (error) {
    byId("facts").replaceChildren(error.message);
  }
}

function announce(message) {
  byId("status").textContent = message;
}
