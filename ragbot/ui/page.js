/** The page: a question from the form goes to the server, its answer into the conversation, its articles into the pane. */

import { Problem, ask, facts, latest } from "./api.js";
import { AnswerView } from "./answer.js";
import { ArticlePane } from "./article.js";
import { Filter } from "./filter.js";
import { History } from "./history.js";
import { Quote } from "./quote.js";
import { points } from "./text.js";
import { showFacts, showBeginnings } from "./welcome.js";
import { strings } from "./strings.js";

const QUESTION_LENGTH = 2000; // code points, the server's limit

const byId = (id) => document.getElementById(id);
const form = byId("ask");
const input = byId("question");
const quote = new Quote(byId("quote"));
const pane = new ArticlePane(byId("article"), byId("chat"), () => quote.hide());
const filter = new Filter(byId("filter"));
const history = new History();
let asked = 0;
let running = null;
let asOf = null;

function start() {
  document.title = strings.page;
  for (const node of document.querySelectorAll("[data-string]")) node.textContent = strings[node.dataset.string];
  input.placeholder = strings.placeholder;
  form.addEventListener("submit", submitted);
  input.addEventListener("keydown", typed);
  input.addEventListener("input", () => complain(""));
  byId("stop").addEventListener("click", () => running?.abort());
  byId("restart").addEventListener("click", restart);
  byId("beginnings").addEventListener("click", begin);
  refresh();
}

/** Enter asks and Shift+Enter breaks the line; an Enter that ends a composition (Japanese, Chinese) does neither. */
function typed(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return; // 229: Safari
  event.preventDefault();
  form.requestSubmit();
}

function submitted(event) {
  event.preventDefault();
  if (running) return;
  const text = input.value.trim();
  const trouble = whatIsWrong(text);
  complain(trouble);
  if (trouble) return input.focus();
  input.value = "";
  answer({ question: text, ...filter.limits });
}

function whatIsWrong(text) {
  const over = points(text) - QUESTION_LENGTH;
  if (!text) return strings.noQuestion;
  if (over > 0) return strings.tooLong(over);
  return filter.turned ? strings.turnedDates : "";
}

function complain(trouble) {
  byId("trouble").textContent = trouble;
  input.setAttribute("aria-invalid", String(Boolean(trouble)));
}

/** Ask, and show the answer as it is made. */
async function answer(question) {
  const stop = (running = new AbortController());
  const again = () => {
    if (running) return;
    view.element.remove();
    answer(question);
  };
  const view = new AnswerView(`turn-${++asked}`, question.question, { read: (place) => pane.open(place), again, quote });
  opened(view);
  try {
    for await (const [event, object] of ask({ ...question, history: history.turns }, stop.signal)) {
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

function whatHappened(error) {
  if (error.name === "AbortError") return strings.stopped;
  if (error instanceof Problem) return error.message;
  console.error(error);
  return strings.failed;
}

function opened(view) {
  busy(true);
  if (matchMedia("(hover: none)").matches) input.blur(); // the keyboard of a phone would cover the answer
  byId("conversation").append(view.element);
  document.body.classList.add("talking");
  byId("restart").hidden = false;
  input.placeholder = strings.followUp;
  view.element.scrollIntoView({ block: "start" });
  if (!form.contains(document.activeElement)) view.focus(); // what was pressed is gone now
  announce(strings.searching);
}

function finished(question, answer) {
  history.add(question.question, answer.answer || answer.reason || "");
  announce(answer.outcome === "not_in_archive" ? strings.notInArchive : strings.answered(answer));
  if (answer.archive_as_of !== asOf) refresh();
}

function idle() {
  running = null;
  busy(false);
}

/** Show Stop in the place of Ask while an answer comes in; the focus goes from one to the other. */
function busy(now) {
  const [shown, gone] = now ? [byId("stop"), byId("send")] : [byId("send"), byId("stop")];
  const focused = document.activeElement === gone;
  shown.hidden = false;
  gone.hidden = true;
  if (focused) shown.focus();
}

function restart() {
  running?.abort();
  idle();
  announce("");
  history.clear();
  pane.close();
  byId("conversation").replaceChildren();
  document.body.classList.remove("talking");
  byId("restart").hidden = true;
  input.placeholder = strings.placeholder;
  input.focus();
  refresh();
}

function begin(event) {
  const question = event.target.closest("button")?.dataset.question;
  if (question && !running) answer({ question, ...filter.limits });
}

/** Read again what is in the archive; the page can ask without it. */
async function refresh() {
  try {
    const [found, page] = await Promise.all([facts(), latest(3)]);
    asOf = found.as_of;
    filter.offer(found.sources);
    showFacts(byId("facts"), found);
    showBeginnings(byId("beginnings"), page.articles);
  } catch (error) {
    byId("facts").replaceChildren(error.message);
  }
}

function announce(message) {
  byId("status").textContent = message;
}

start();
