/** The limits a reader sets: first and last day, and the outlets. */

import { element, foreign } from "./element.js";
import { dayRange } from "./colophon.js";
import { strings } from "./strings.js";

export class Filter {
  #panel;
  #since;
  #until;
  #outlets;
  #known = [];

  constructor(panel) {
    this.#panel = panel;
    this.#since = panel.querySelector("#since");
    this.#until = panel.querySelector("#until");
    this.#outlets = panel.querySelector("#outlets");
    panel.addEventListener("change", () => this.#describe());
    panel.querySelector("#unfilter").addEventListener("click", () => this.clear());
    this.#describe();
  }

  /** The limits as the API takes them. */
  get limits() {
    return { since: this.#since.value || null, until: this.#until.value || null, sources: this.#chosen() };
  }

  /** Whether the last day comes before the first. */
  get turned() {
    const { since, until } = this.limits;
    return since !== null && until !== null && until < since;
  }

  /** Set these limits. */
  set({ since, until, sources }) {
    this.#since.value = since ?? "";
    this.#until.value = until ?? "";
    this.#offer(sources);
    this.#describe();
  }

  /** Offer these outlets, keeping the choice. */
  offer(sources) {
    this.#known = sources.filter(({ source }) => source);
    this.#offer(this.#chosen());
  }

  /** Boxes for the outlets of the archive, and for others that are chosen: a link may name some. */
  #offer(choice) {
    const chosen = new Set(choice);
    const strangers = choice.filter((name) => !this.#known.some(({ source }) => source === name));
    const named = [...this.#known, ...strangers.map((source) => ({ source, articles: 0 }))];
    const boxes = named.map(({ source, articles }) => outletBox(source, articles, chosen.has(source)));
    this.#outlets.hidden = !named.length;
    this.#outlets.replaceChildren(this.#outlets.firstElementChild, ...boxes);
  }

  clear() {
    this.#since.value = this.#until.value = "";
    for (const box of this.#outlets.querySelectorAll("input")) box.checked = false;
    this.#describe();
  }

  #chosen() {
    return [...this.#outlets.querySelectorAll("input:checked")].map((box) => box.value);
  }

  /** The summary tells which limits hold, also when the panel is folded. */
  #describe() {
    const { since, until, sources } = this.limits;
    const limits = [sources.length ? strings.chosen(sources) : "", dayRange(since, until)].filter(Boolean).join(", ");
    this.#panel.querySelector("summary").textContent = limits ? strings.filtered(limits) : strings.filter;
    this.#panel.classList.toggle("set", Boolean(limits));
  }
}

function outletBox(source, articles, checked) {
  const box = element("input", { type: "checkbox", value: source, checked });
  return element("label", {}, box, " ", foreign(source), element("span", { className: "quiet" }, ` ${articles}`));
}
