/** The conversation: questions go to the server, answers into turns; what was said goes along, and stays in the browser. */

import { begun, grown, keep } from "./kept-conversations.js";
import { AnswerView } from "./answer.js";
import { History } from "./history.js";
import { ask } from "../lib/api.js";
import { suggestMore } from "./suggestions.js";
import { strings } from "../lib/strings.js";

const byId = (id) => document.getElementById(id);

export class Chat {
  #form;
  #filter;
  #actions;
  #history = new History();
  #conversation = null;
  #asked = 0;
  #running = null;
  #leading = new AbortController();

  /**
   * @param form where questions are typed, with its `filter`
   * @param actions `read(place)` opens an article, `announce(words)` tells who cannot see, `told(error)` gives the words
   *   for an error, `heard(answer)` is called when one is complete, `quote` is the box for quotes
   */
  constructor(form, filter, actions) {
    this.#form = form;
    this.#filter = filter;
    this.#actions = actions;
    byId("stop").addEventListener("click", () => this.#running?.abort());
  }

  get busy() {
    return this.#running !== null;
  }

  /** Ask, and show the answer as it is made. `before` is what was said before the question. */
  async answer(question, before = this.#history.turns) {
    this.#leading.abort();
    const stop = (this.#running = new AbortController());
    const view = this.#turn(question, before);
    this.#opened(view);
    try {
      for await (const [event, object] of ask({ ...question, history: before }, stop.signal)) {
        view.receive(event, object);
        if (event === "done") this.#finished(view, question, object);
      }
    } catch (error) {
      const early = error.name === "AbortError" && !view.text;
      const message = early ? strings.stoppedBefore : this.#actions.told(error);
      view.end(message);
      if (this.#running === stop) this.#actions.announce(message);
    } finally {
      if (this.#running === stop) this.#idle();
    }
  }

  /** A kept conversation, as it was; it goes on from there. */
  reopen(kept) {
    this.end();
    this.#conversation = kept;
    let last = () => {};
    for (const { asked: question, answer } of kept.turns) {
      const view = this.#turn(question, this.#history.turns);
      try {
        view.receive("done", answer);
        view.recheck(answer);
        this.#history.add(question.question, said(answer), cited(answer));
        last = () => this.#leadOn(view, question, answer);
      } catch {
        view.refuse(strings.unreadable); // not as we wrote it
      }
      view.focus();
    }
    last();
  }

  /** No conversation any more. */
  end() {
    this.#running?.abort();
    this.#leading.abort();
    this.#idle();
    this.#actions.announce("");
    this.#history.clear();
    this.#conversation = null;
    byId("conversation").replaceChildren();
    this.#talk(false);
  }

  #turn(question, before) {
    const again = () => {
      if (this.busy) return;
      view.element.remove();
      this.answer(question, before);
    };
    const refine = (changed, alone) => this.#refine(changed, alone ? [] : before);
    const edit = (changed) => this.#edit(changed);
    const view = new AnswerView(`turn-${++this.#asked}`, question, { ...this.#actions, again, refine, edit });
    byId("conversation").append(view.element);
    this.#talk(true);
    return view;
  }

  /** Ask a question again, changed; the next ones keep its limits. */
  #refine(question, before) {
    if (this.busy) return this.#form.complain(strings.busy);
    this.#filter.set(question);
    if (this.#form.usable(question.question)) this.answer(question, before);
  }

  /** Put a question back into the form, with its limits open to be changed. */
  #edit(question) {
    this.#form.write(question.question);
    this.#filter.set(question);
    this.#filter.open();
  }

  #talk(now) {
    document.body.classList.toggle("talking", now);
    byId("restart").hidden = !now;
    this.#form.invite(now ? strings.followUp : strings.placeholder);
  }

  #opened(view) {
    this.#form.busy(true);
    this.#form.makeWay();
    view.element.scrollIntoView({ block: "start" });
    if (!this.#form.focused) view.focus(); // what was pressed is gone now
    this.#actions.announce(strings.searching);
  }

  #finished(view, question, answer) {
    const { announce, heard } = this.#actions;
    this.#history.add(question.question, said(answer), cited(answer));
    const refused = answer.outcome === "not_in_archive" ? strings.notInArchive : answer.answer;
    announce(answer.sources.length ? strings.answered(answer) : refused);
    this.#store(question, answer);
    this.#leadOn(view, question, answer);
    heard(answer);
  }

  /** Keep the conversation in this browser, if it lets us. */
  #store(question, answer) {
    this.#conversation = grown(this.#conversation ?? begun(question.question), { asked: question, answer });
    byId("unkept").hidden = keep(this.#conversation);
  }

  /** Suggest, under an answer, what else its articles tell; what was on its way for an earlier one comes too late. */
  #leadOn(view, question, answer) {
    this.#leading.abort();
    const { signal } = (this.#leading = new AbortController());
    const earlier = this.#history.turns.filter(({ role }) => role === "user").map(({ text }) => text);
    const go = (text) => this.#refine({ ...question, question: text }, this.#history.turns);
    suggestMore(view.element, question, answer, earlier, go, signal);
  }

  #idle() {
    this.#running = null;
    this.#form.busy(false);
  }
}

/** What of an answer the next question may refer to. */
function said({ answer, reason }) {
  return answer || reason || "";
}

function cited({ sources }) {
  return sources.map((source) => String(source.article_id)).filter((id) => id.length <= 64); // characters, the server's limit
}
