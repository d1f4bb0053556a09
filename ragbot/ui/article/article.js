/** The article pane: one version of an article, opened on the cited sentence. */

import { button, element, foreign } from "../lib/element.js";
import { article as fetchArticle } from "../lib/api.js";
import { skeleton } from "../lib/skeleton.js";
import { articleBody } from "./article-body.js";
import { strings } from "../lib/strings.js";
import { citationSteps } from "./citation-steps.js";

const PATIENCE = 150; // ms before the pane says that it is loading: most articles come sooner
const MARGIN = 48; // px that a cited sentence keeps from the lower edge

export class ArticlePane {
  #pane;
  #chat;
  #closed;
  #opener = null;
  #loading = null;
  #failure = null; // the place that could not be opened
  #repeated = null; // the one that was tried again
  #narrow = matchMedia("(width < 60rem)"); // as in style.css: the pane covers the chat

  /** `closed()` is called when the focus is back in the chat. */
  constructor(pane, chat, closed) {
    this.#pane = pane;
    this.#chat = chat;
    this.#closed = closed;
    document.addEventListener("server:back", () => this.#again());
    this.#narrow.addEventListener("change", () => this.#cover());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    document.addEventListener("click", (event) => {
      if (this.#chat.inert && !event.target.closest("#article, #chat")) this.close(); // the shade beside the pane
    });
  }

  /** Open `{article, version, spans, alsoIn, opener}`; `opener` is the element that gets the focus back. */
  async open(place) {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
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
    this.#back().focus({ preventScroll: true });
    this.#closed();
  }

  /** What opened the article; an answer that was finished meanwhile has another button in its place. */
  #connected() {
    return this.#opener?.isConnected ? this.#opener : document.getElementById(this.#opener?.id ?? "");
  }

  /** Where the reader goes on: at what opened the article, if that is still to be seen. */
  #back() {
    const opener = this.#connected();
    return opener?.checkVisibility() ? opener : this.#chat.querySelector("main:not([hidden])");
  }

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

  #toggle(shown) {
    this.#pane.hidden = !shown;
    document.documentElement.classList.toggle("reading", shown);
    this.#cover();
  }

  /** The chat gets another width when the pane opens or closes: what the reader looked at stays where it was. */
  #keepingPlace(change) {
    const top = this.#opener?.getBoundingClientRect().top;
    change();
    if (top !== undefined) scrollBy({ top: this.#opener.getBoundingClientRect().top - top, behavior: "instant" });
  }

  /** Where the pane covers the chat, the chat cannot be reached with the keyboard. */
  #cover() {
    this.#chat.inert = this.#narrow.matches && !this.#pane.hidden;
  }

  /** Bring the cited sentence into view, under the headline if both fit, and the focus to it; the chat never scrolls. */
  #settle() {
    const target = this.#pane.querySelector("mark.current") ?? this.#pane.querySelector("#article-title");
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

  #failed(error, place) {
    this.#failure = place;
    const again = button(strings.retry, () => this.open(place), {});
    this.#show("", element("div", { className: "ended", role: "alert" }, element("p", {}, error.message), again));
    again.focus();
  }
}
