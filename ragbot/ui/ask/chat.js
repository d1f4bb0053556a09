/** The conversation: questions go to the server, answers into turns; what was said goes along, and stays in the browser. */

import { begun, grown, keep } from "./kept-conversations.js";
import { AnswerView } from "./answer.js";
import { History } from "./history.js";
import { ask, isStop } from "../lib/api.js";
import { byId } from "../lib/element.js";
import { suggestMore } from "./suggestions.js";
import { strings } from "../lib/strings.js";

/** @import { Quote } from "./quote-box.js" */
/** @import { QuestionForm } from "./question-form.js" */
/** @import { Filter } from "./filter.js" */
/** @import { Announce, Edit, KeptConversation, LimitedQuestion, Read, Refine, WordsFor } from "../lib/types" */
/** @import { AnswerBody, TurnBody } from "../lib/schema" */

/**
 * @typedef {object} ChatActions
 * @property {Read} read opens an article
 * @property {Announce} announce tells who cannot see
 * @property {WordsFor} wordsFor the words for an error
 * @property {(answer: AnswerBody) => void} heard is called when an answer is complete
 * @property {Quote} quote the box for quotes
 */

export class Chat {
  #form;
  #filter;
  #actions;
  #history = new History();
  /** @type {KeptConversation | null} */
  #conversation = null;
  #asked = 0;
  /** @type {AbortController | null} */
  #running = null;
  #leading = new AbortController();

  /**
   * @param {QuestionForm} form where questions are typed, with its `filter`
   * @param {Filter} filter
   * @param {ChatActions} actions
   */
  constructor(form, filter, actions) {
    this.#form = form;
    this.#filter = filter;
    this.#actions = actions;
    byId("stop", HTMLButtonElement).addEventListener("click", () => this.#running?.abort());
  }

  get busy() {
    return this.#running !== null;
  }

  /**
   * Ask, and show the answer as it is made. `before` is what was said before the question.
   * @param {LimitedQuestion} question
   */
  async answer(question, before = this.#history.turns) {
    this.#leading.abort();
    const stop = new AbortController();
    this.#running = stop;
    const view = this.#turn(question, before);
    this.#opened(view);
    try {
      for await (const step of ask({ ...question, history: before }, stop.signal)) {
        view.receive(step);
        if (step[0] === "done") this.#finished(view, question, step[1]);
      }
    } catch (error) {
      const early = isStop(error) && !view.text;
      const message = early ? strings.stoppedBefore : this.#actions.wordsFor(error);
      view.end(message);
      if (this.#running === stop) this.#actions.announce(message);
    } finally {
      if (this.#running === stop) this.#idle();
    }
  }

  /**
   * A kept conversation, as it was; it goes on from there.
   * @param {KeptConversation} kept
   */
  reopen(kept) {
    this.end();
    this.#conversation = kept;
    let last = () => {};
    for (const { asked: question, answer } of kept.turns) {
      const view = this.#turn(question, this.#history.turns);
      try {
        view.receive(["done", answer]);
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
    byId("conversation", HTMLElement).replaceChildren();
    this.#talk(false);
  }

  /**
   * @param {LimitedQuestion} question
   * @param {TurnBody[]} before
   */
  #turn(question, before) {
    const again = () => {
      if (this.busy) return;
      view.element.remove();
      this.answer(question, before);
    };
    /** @type {Refine} */
    const refine = (changed, alone) => this.#refine(changed, alone ? [] : before);
    /** @type {Edit} */
    const edit = (changed) => this.#edit(changed);
    const view = new AnswerView(`turn-${++this.#asked}`, question, { ...this.#actions, again, refine, edit });
    byId("conversation", HTMLElement).append(view.element);
    this.#talk(true);
    return view;
  }

  /**
   * Ask a question again, changed; the next ones keep its limits.
   * @param {LimitedQuestion} question
   * @param {TurnBody[]} before
   */
  #refine(question, before) {
    if (this.busy) return this.#form.complain(strings.busy);
    this.#filter.set(question);
    if (this.#form.usable(question.question)) this.answer(question, before);
  }

  /**
   * Put a question back into the form, with its limits open to be changed.
   * @param {LimitedQuestion} question
   */
  #edit(question) {
    this.#form.write(question.question);
    this.#filter.set(question);
    this.#filter.open();
  }

  /** @param {boolean} now */
  #talk(now) {
    document.body.classList.toggle("talking", now);
    byId("restart", HTMLButtonElement).hidden = !now;
    this.#form.invite(now ? strings.followUp : strings.placeholder);
  }

  /** @param {AnswerView} view */
  #opened(view) {
    this.#form.busy(true);
    this.#form.makeWay();
    view.element.scrollIntoView({ block: "start" });
    if (!this.#form.focused) view.focus(); // what was pressed is gone now
    this.#actions.announce(strings.searching);
  }

  /**
   * @param {AnswerView} view
   * @param {LimitedQuestion} question
   * @param {AnswerBody} answer
   */
  #finished(view, question, answer) {
    const { announce, heard } = this.#actions;
    this.#history.add(question.question, said(answer), cited(answer));
    const refused = answer.outcome === "not_in_archive" ? strings.notInArchive : answer.answer;
    announce(answer.sources.length ? strings.answered(answer) : refused);
    this.#store(question, answer);
    this.#leadOn(view, question, answer);
    heard(answer);
  }

  /**
   * Keep the conversation in this browser, if it lets us.
   * @param {LimitedQuestion} question
   * @param {AnswerBody} answer
   */
  #store(question, answer) {
    this.#conversation = grown(this.#conversation ?? begun(question.question), { asked: question, answer });
    byId("unkept", HTMLElement).hidden = keep(this.#conversation);
  }

  /**
   * Suggest, under an answer, what else its articles tell; what was on its way for an earlier one comes too late.
   * @param {AnswerView} view
   * @param {LimitedQuestion} question
   * @param {AnswerBody} answer
   */
  #leadOn(view, question, answer) {
    this.#leading.abort();
    this.#leading = new AbortController();
    const { signal } = this.#leading;
    const earlier = this.#history.turns.filter(({ role }) => role === "user").map(({ text }) => text);
    const go = (/** @type {string} */ text) => this.#refine({ ...question, question: text }, this.#history.turns);
    suggestMore(view.element, question, answer, earlier, go, signal);
  }

  #idle() {
    this.#running = null;
    this.#form.busy(false);
  }
}

/**
 * What of an answer the next question may refer to.
 * @param {AnswerBody} answer
 */
function said({ answer, reason }) {
  return answer || reason || "";
}

/** @param {AnswerBody} answer */
function cited({ sources }) {
  return sources.map((source) => String(source.article_id)).filter((id) => id.length <= 64); // characters, the server's limit
}
