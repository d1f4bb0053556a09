/** The article pane: one version of an article, opened on the cited sentence. */

import { button, element, foreign } from "../lib/element.js";
import { article as fetchArticle, messageOf } from "../lib/api.js";
import { skeleton } from "../lib/skeleton.js";
import { articleBody } from "./article-body.js";
import { strings } from "../lib/strings.js";
import { citationSteps } from "./citation-steps.js";

/** @import { Opener, ReadingPlace } from "../lib/types" */

const PATIENCE = 150; // ms before the pane says that it is loading: most articles come sooner
const MARGIN = 48; // px that a cited sentence keeps from the lower edge

export class ArticlePane {
  #pane;
  #chat;
  #closed;
  /** @type {Opener | null} */
  #opener = null;
  /** @type {AbortController | null} */
  #loading = null;
  /** @type {ReadingPlace | null} */
  #failure = null; // the place that could not be opened
  /** @type {ReadingPlace | null} */
  #repeated = null; // the one that was tried again
  #narrow = matchMedia("(width < 60rem)"); // as in style.css: the pane covers the chat

  /**
   * `closed()` is called when the focus is back in the chat.
   * @param {HTMLElement} pane
   * @param {HTMLElement} chat
   * @param {() => void} closed
   */
  constructor(pane, chat, closed) {
    this.#pane = pane;
    this.#chat = chat;
    this.#closed = closed;
    document.addEventListener("server:back", () => this.#again());
    this.#narrow.addEventListener("change", () => this.#cover());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    document.addEventListener("click", (event) => {
      if (this.#chat.inert && event.target instanceof Element && !event.target.closest("#article, #chat")) this.close(); // the shade beside the pane
    });
  }

  /**
   * Open `{article, version, spans, alsoIn, opener}`; `opener` is the element that gets the focus back.
   * @param {ReadingPlace} place
   */
  async open(place) {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#failure = null;
    if (place.opener && !this.#pane.contains(place.opener)) this.#opener = place.opener; // what is in the pane goes with it
    const slow = setTimeout(() => this.#show("", skeleton(strings.opening)), PATIENCE);
    try {
      const found = await fetchArticle(place.article, place.version, loading.signal);
      if (loading.signal.aborted) return;
      this.#show(found.version.source || strings.outletUnknown, articleBody(found, place, (other) => this.open(other)));
      this.#settle();
    } catch (error) {
      if (!loading.signal.aborted) this.#failed(error, place);
    } finally {
      clearTimeout(slow);
    }
  }

  close() {
    this.#loading?.abort();
    if (this.#pane.hidden) return;
    this.#keepingPlace(() => this.#toggle(false));
    this.#back()?.focus({ preventScroll: true });
    this.#closed();
  }

  /** What opened the article; an answer that was finished meanwhile has another button in its place. */
  #connected() {
    return this.#opener?.isConnected ? this.#opener : document.getElementById(this.#opener?.id ?? "");
  }

  /** Where the reader goes on: at what opened the article, if that is still to be seen. */
  #back() {
    const opener = this.#connected();
    /** @type {HTMLElement | null} */
    const view = this.#chat.querySelector("main:not([hidden])");
    return opener?.checkVisibility() ? opener : view;
  }

  /**
   * @param {string} outlet
   * @param {HTMLElement} contents
   */
  #show(outlet, contents) {
    const close = button(strings.close, () => this.close(), { className: "close" });
    const titled = contents.querySelector("#article-title");
    const name = titled ? "" : element("h2", { id: "article-title", className: "unseen" }, strings.article);
    const kicker = element("p", { className: "kicker" }, foreign(outlet));
    const bar = element("div", { className: "bar" }, kicker, citationSteps(this.#connected()), close);
    this.#pane.replaceChildren(bar, name, contents);
    this.#keepingPlace(() => this.#toggle(true));
    this.#pane.scrollTop = 0;
  }

  /** @param {boolean} shown */
  #toggle(shown) {
    this.#pane.hidden = !shown;
    document.documentElement.classList.toggle("reading", shown);
    this.#cover();
  }

  /**
   * The chat gets another width when the pane opens or closes: what the reader looked at stays where it was.
   * @param {() => void} change
   */
  #keepingPlace(change) {
    const topOf = () => this.#opener?.getBoundingClientRect().top ?? 0;
    const top = topOf();
    change();
    if (this.#opener) scrollBy({ top: topOf() - top, behavior: "instant" });
  }

  /** Where the pane covers the chat, the chat cannot be reached with the keyboard. */
  #cover() {
    this.#chat.inert = this.#narrow.matches && !this.#pane.hidden;
  }

  /** Bring the cited sentence into view, under the headline if both fit, and the focus to it; the chat never scrolls. */
  #settle() {
    /** @type {HTMLElement | null} */
    const target = this.#pane.querySelector("mark.current") ?? this.#pane.querySelector("#article-title");
    if (!target) return;
    const { top, bottom } = target.getBoundingClientRect();
    const pane = this.#pane.getBoundingClientRect();
    if (bottom > pane.bottom - MARGIN) this.#pane.scrollTop += top - pane.top - pane.height / 3;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  /** Once by itself; then it is for the reader to press. */
  #again() {
    if (!this.#failure || this.#failure === this.#repeated || this.#pane.hidden) return;
    this.#repeated = this.#failure;
    this.open(this.#failure);
  }

  /**
   * @param {unknown} error
   * @param {ReadingPlace} place
   */
  #failed(error, place) {
    this.#failure = place;
    const again = button(strings.retry, () => this.open(place), {});
    this.#show("", element("div", { className: "ended", role: "alert" }, element("p", {}, messageOf(error)), again));
    again.focus();
  }
}
