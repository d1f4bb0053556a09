/** The form: a question that can be sent, or a word on why it cannot. */

import { byId } from "../lib/element.js";
import { points } from "../lib/text.js";
import { strings } from "../lib/strings.js";

/** @import { Filter } from "./filter.js" */
/** @import { LimitedQuestion } from "../lib/types" */

const QUESTION_LENGTH = 2000; // code points, the server's limit

export class QuestionForm {
  #form = byId("ask", HTMLFormElement);
  #input = byId("question", HTMLTextAreaElement);
  #send = byId("send", HTMLButtonElement);
  #stop = byId("stop", HTMLButtonElement);
  #filter;

  /**
   * `ask(question)` gets a question with its limits; `waiting()` tells whether another is being answered.
   * @param {Filter} filter
   * @param {(question: LimitedQuestion) => void} ask
   * @param {() => boolean} waiting
   */
  constructor(filter, ask, waiting) {
    this.#filter = filter;
    this.invite(strings.placeholder);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (waiting()) return;
      const text = this.#input.value.trim();
      if (!this.usable(text)) return;
      this.#input.value = "";
      ask({ question: text, ...filter.limits });
    });
    this.#input.addEventListener("keydown", (event) => this.#typed(event));
    this.#input.addEventListener("input", () => this.complain(""));
  }

  /**
   * Whether it can be sent; if not, the reader is told why.
   * @param {string} text
   */
  usable(text) {
    const trouble = this.#trouble(text);
    this.complain(trouble);
    if (trouble) this.focus();
    return !trouble;
  }

  /** @param {string} trouble */
  complain(trouble) {
    byId("trouble", HTMLElement).textContent = trouble;
    this.#input.setAttribute("aria-invalid", String(Boolean(trouble)));
  }

  /** @param {string} words */
  invite(words) {
    this.#input.placeholder = words;
  }

  /** @param {string} question */
  write(question) {
    this.#input.value = question;
    this.complain("");
  }

  focus() {
    this.#input.focus();
  }

  /** Let the answer be read: the keyboard of a phone would cover it. */
  makeWay() {
    if (matchMedia("(hover: none)").matches) this.#input.blur();
  }

  get focused() {
    return this.#form.contains(document.activeElement);
  }

  /**
   * Show Stop in the place of Ask while an answer comes in; the focus goes from one to the other.
   * @param {boolean} now
   */
  busy(now) {
    const [shown, gone] = now ? [this.#stop, this.#send] : [this.#send, this.#stop];
    const focused = document.activeElement === gone;
    shown.hidden = false;
    gone.hidden = true;
    if (focused) shown.focus();
  }

  /** @param {string} text */
  #trouble(text) {
    const over = points(text) - QUESTION_LENGTH;
    if (!text) return strings.noQuestion;
    if (over > 0) return strings.tooLong(over);
    return this.#filter.turned ? strings.turnedDates : "";
  }

  /**
   * Enter asks and Shift+Enter breaks the line; an Enter that ends a composition (Japanese, Chinese) does neither.
   * @param {KeyboardEvent} event
   */
  #typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return; // 229: Safari
    event.preventDefault();
    this.#form.requestSubmit();
  }
}
