/** The limits a reader sets: first and last day, and the outlets. */

import { byId } from "../lib/element.js";
import { choices } from "../lib/choices.js";
import { limitsInWords } from "../lib/limits-in-words.js";
import { strings } from "../lib/strings.js";

/** @import { Limits } from "../lib/types" */
/** @import { SourceCount } from "../lib/schema" */

export class Filter {
  #panel;
  #since;
  #until;
  #outlets;

  /** @param {HTMLDetailsElement} panel */
  constructor(panel) {
    this.#panel = panel;
    this.#since = byId("since", HTMLInputElement);
    this.#until = byId("until", HTMLInputElement);
    this.#outlets = choices(byId("outlets", HTMLFieldSetElement), strings.findOutlet);
    panel.addEventListener("change", () => this.#describe());
    byId("unfilter", HTMLButtonElement).addEventListener("click", () => this.clear());
    this.#describe();
  }

  /** The limits as the API takes them. */
  get limits() {
    return { since: this.#since.value || null, until: this.#until.value || null, sources: this.#outlets.chosen() };
  }

  /** Whether the last day comes before the first. */
  get turned() {
    const { since, until } = this.limits;
    return since !== null && until !== null && until < since;
  }

  /**
   * Set these limits.
   * @param {Limits} limits
   */
  set({ since, until, sources }) {
    this.#since.value = since ?? "";
    this.#until.value = until ?? "";
    this.#outlets.choose(sources);
    this.#describe();
  }

  /** Unfold it, for the reader to change. */
  open() {
    this.#panel.open = true;
    this.#since.focus();
  }

  /**
   * Offer these outlets, keeping the choice.
   * @param {SourceCount[]} sources
   */
  offer(sources) {
    const named = sources.filter(({ source }) => source);
    this.#outlets.offer(named.map(({ source, articles }) => ({ value: source, articles })));
  }

  clear() {
    this.set({ since: null, until: null, sources: [] });
  }

  /** The summary tells which limits hold, also when the panel is folded. */
  #describe() {
    const words = limitsInWords(this.limits);
    byId("filtered", HTMLElement).replaceChildren(...(words.length ? words : [strings.filter]));
    this.#panel.classList.toggle("set", words.length > 0);
    this.#panel.dispatchEvent(new Event("limits"));
  }
}
