/** The article pane: one version of an article, opened on the cited sentence. */

import { dotted, element, foreign } from "./element.js";
import { paragraphs, pieces, unitOffsets } from "./text.js";
import { article as fetchArticle } from "./api.js";
import { noticeOf } from "./notice.js";
import { strings } from "./strings.js";
import { time } from "./dates.js";

const LONG_TITLE = 160; // characters; a longer one is set smaller
const PATIENCE = 150; // ms before the pane says that it is loading: most articles come sooner
const MARGIN = 48; // px that a cited sentence keeps from the lower edge

export class ArticlePane {
  #pane;
  #chat;
  #closed;
  #opener = null;
  #loading = null;
  #narrow = matchMedia("(width < 60rem)"); // as in style.css: the pane covers the chat

  /** `closed()` is called when the focus is back in the chat. */
  constructor(pane, chat, closed) {
    this.#pane = pane;
    this.#chat = chat;
    this.#closed = closed;
    this.#narrow.addEventListener("change", () => this.#cover());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    document.addEventListener("click", (event) => {
      if (this.#chat.inert && !event.target.closest("#article, #chat")) this.close(); // the shade beside the pane
    });
  }

  /** Open `{article, version, spans, opener}`; `opener` is the element that gets the focus back. */
  async open(place) {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    this.#opener = place.opener ?? this.#opener;
    const wait = element("p", { className: "quiet" }, strings.opening);
    const slow = setTimeout(() => this.#show("", wait), PATIENCE);
    try {
      const found = await fetchArticle(place.article, place.version, loading.signal);
      if (loading.signal.aborted) return;
      this.#show(found.version.source || strings.outletUnknown, this.#page(found, place));
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
    const opener = this.#opener?.isConnected ? this.#opener : document.getElementById(this.#opener?.id ?? "");
    opener?.focus({ preventScroll: true });
    this.#closed();
  }

  #show(outlet, contents) {
    const close = element("button", { type: "button", className: "close" }, strings.close);
    close.addEventListener("click", () => this.close());
    const titled = contents.querySelector("#article-title");
    const name = titled ? "" : element("h2", { id: "article-title", className: "unseen" }, strings.article);
    const bar = element("div", { className: "bar" }, element("p", { className: "kicker" }, foreign(outlet)), close);
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

  #failed(error, place) {
    const again = element("button", { type: "button" }, strings.retry);
    again.addEventListener("click", () => this.open(place));
    this.#show("", element("div", { className: "ended", role: "alert" }, element("p", {}, error.message), again));
    again.focus();
  }

  #page({ article, version, versions, notice }, place) {
    const head = element(
      "header",
      {},
      title(version),
      byline(version),
      this.#history(article, version, versions, place),
      noticeOf(notice),
      original(version.url),
    );
    return element("article", {}, head, ...body(version, place.spans));
  }

  #history(article, version, versions, place) {
    const line = dotted(
      strings.version(version.number, Math.max(versions.length, version.number)),
      element("span", {}, strings.seen, time(version.seen, "medium")),
    );
    const history = element("p", { className: "quiet" }, ...line);
    if (version.number >= article.version) return history;
    const newer = element("button", { type: "button", className: "plain" }, strings.readNewer(article.version));
    newer.addEventListener("click", () => this.open({ ...place, version: article.version, spans: [], opener: null }));
    return element("div", {}, history, element("p", { className: "note" }, strings.newer, " ", newer));
  }
}

function title(version) {
  const className = version.title.length > LONG_TITLE ? "long" : "";
  return element("h2", { id: "article-title", dir: "auto", className }, version.title || strings.untitled);
}

function byline({ authors, published, modified }) {
  const changed = modified && modified !== published ? element("span", {}, strings.modified, time(modified)) : null;
  const names = authors.length ? foreign(authors.join(", ")) : null;
  return element("p", { className: "byline" }, ...dotted(names, time(published), changed));
}

/** A link out of the page, for http and https addresses only: an article may claim any address. */
function original(url) {
  const address = URL.canParse(url ?? "") ? new URL(url) : null;
  if (!["http:", "https:"].includes(address?.protocol)) return null;
  const away = { href: address.href, target: "_blank", rel: "noopener noreferrer nofollow" };
  return element("p", { className: "quiet" }, element("a", away, strings.original(address.hostname)));
}

/** The text in paragraphs, with the cited spans in <mark>. */
function body({ text, language }, places) {
  const units = unitOffsets(text);
  const spans = places.map((one) => ({ ...one, start: units(one.start), end: units(one.end) }));
  const found = spans.filter((span) => text.slice(span.start, span.end) === span.text);
  const missing = found.length < spans.length ? [element("p", { className: "note" }, strings.misplaced)] : [];
  let offset = 0;
  const parts = paragraphs(text).map((paragraph) => {
    const marked = pieces(paragraph, offset, found).map(mark);
    offset += paragraph.length;
    return element("p", { dir: "auto" }, ...marked);
  });
  return [...missing, element("div", { className: "text", lang: language }, ...parts)];
}

function mark({ text, spans }) {
  if (!spans.length) return text;
  return element("mark", { className: spans.some((span) => span.current) ? "current" : "" }, text);
}
