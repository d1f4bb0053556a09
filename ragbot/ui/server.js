/** Whether the server answers: when it is gone the page says so, and asks again by itself until it is back. */

import { answers } from "./api.js";
import { strings } from "./strings.js";

const FIRST = 1000; // ms until it is asked again
const LONGEST = 15_000; // ms, to which the wait doubles

export class Server {
  #line;
  #back;
  #wait = FIRST;
  #timer = 0;

  /** `line` tells that the server is gone; `back()` is called when it answers again. */
  constructor(line, back) {
    this.#line = line;
    this.#back = back;
    window.addEventListener("online", () => this.#timer && this.#ask());
  }

  /** It did not answer. */
  gone() {
    if (this.#timer) return;
    this.#line.textContent = strings.gone;
    this.#wait = FIRST;
    this.#later();
  }

  #later() {
    this.#timer = setTimeout(() => this.#ask(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST);
  }

  async #ask() {
    clearTimeout(this.#timer);
    if (!(await answers())) return this.#later();
    this.#timer = 0;
    this.#line.textContent = "";
    this.#back();
  }
}
