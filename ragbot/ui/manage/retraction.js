/** Finding what is to be taken back, and what was: the articles open in the pane, where the operator decides. */

import { article, articles } from "../lib/api.js";
import { button, element } from "../lib/element.js";
import { hit } from "../archive/hit.js";
import { idsOf, statusOf } from "./operator-api.js";
import { strings } from "../lib/strings.js";

/** @import { Read, WordsFor } from "../lib/types" */
/** @import { ArticlePage, ListedArticle } from "../lib/schema" */

/** @typedef {(cursor: string | null, limit: number) => Promise<ArticlePage>} PageReader */

const PAGE = 20; // articles
const MOST = 200; // articles of a page, the server's limit
const LONGEST = 2000; // characters of an address, the server's limit
const NAMED = /^(?:[0-9a-f]{32}|[a-z]+:\/\/\S+|[^\s/"]+\.[^\s/"]+\/\S*)$/i; // an id, or an address with or without its scheme

/**
 * `read(place)` opens an article, `wordsFor(error)` gives the words for an error.
 * @param {Read} read
 * @param {WordsFor} wordsFor
 */
export function retraction(read, wordsFor) {
  const box = element("input", { type: "search", id: "named", dir: "auto", autocomplete: "off", maxLength: LONGEST });
  box.setAttribute("aria-describedby", "named-hint");
  const form = element(
    "form",
    { role: "search", noValidate: true, "aria-labelledby": "named-label" },
    element("h3", { id: "named-label" }, element("label", { htmlFor: "named" }, strings.takeBack)),
    element("div", { className: "line" }, box, element("button", { type: "submit" }, strings.search)),
    element("p", { id: "named-hint", className: "quiet" }, strings.takeBackHint),
  );
  const hits = pages("hit", read, wordsFor);
  const retracted = pages("retracted", read, wordsFor);
  const title = element("h3", { id: "retracted-ones" }, strings.retractedOnes);
  const back = element("section", { "aria-labelledby": "retracted-ones", hidden: true }, title, retracted.element);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (box.value.trim()) hits.show(search(box.value.trim()), strings.nothingNamed);
    else box.focus();
  });

  /** After a state changed, too: the same lists, as they are now. */
  async function refresh() {
    hits.again();
    back.hidden = !(await retracted.show(listing({ state: "retracted" }), "", true));
  }

  return { section: element("section", { className: "retraction" }, form, hits.element, back), refresh };
}

/**
 * A function from a cursor and a limit to a page of articles.
 * @param {string} words
 * @returns {PageReader}
 */
function search(words) {
  return NAMED.test(words) ? () => named(words) : listing({ q: words, sort: "relevance" });
}

/**
 * @param {Record<string, string>} fields
 * @returns {PageReader}
 */
function listing(fields) {
  return (cursor, limit) => articles(new URLSearchParams({ ...fields, limit: String(limit), ...(cursor ? { cursor } : {}) }));
}

/**
 * The one article with this id or address, as a page.
 * @param {string} words
 * @returns {Promise<ArticlePage>}
 */
async function named(words) {
  for (const id of await idsOf(words)) {
    const one = await article(id).catch((error) => {
      if (statusOf(error) !== 404) throw error;
      return null;
    });
    if (one) return { articles: [{ ...one.article, title_hits: [], excerpts: [] }], next: null };
  }
  return { articles: [], next: null };
}

/**
 * A list that is read page by page; its headlines have ids that begin with `name`.
 * @param {string} name
 * @param {Read} read
 * @param {WordsFor} wordsFor
 */
function pages(name, read, wordsFor) {
  const status = element("p", { role: "status" });
  const list = element("ul");
  const rest = element("div");
  /** @type {{get: PageReader} | null} */
  let current = null;

  /**
   * Whether there is anything. `nothing` is said otherwise. Once more (`again`) it is as long as it was.
   * @param {PageReader} get
   * @param {string} nothing
   * @param {boolean} again
   */
  async function show(get, nothing, again = false) {
    const mine = { get };
    current = mine;
    const limit = again ? Math.min(Math.max(list.children.length, PAGE), MOST) : PAGE;
    try {
      const page = await get(null, limit);
      if (current !== mine) return true;
      const focused = list.contains(document.activeElement) ? (document.activeElement?.id ?? "") : "";
      list.replaceChildren();
      status.textContent = page.articles.length ? "" : nothing;
      append(page);
      document.getElementById(focused)?.focus({ preventScroll: true });
      return page.articles.length > 0;
    } catch (error) {
      if (current !== mine) return true;
      status.textContent = wordsFor(error);
      rest.replaceChildren();
      return true;
    }
  }

  /** @param {ArticlePage} page */
  function append({ articles: more, next }) {
    const items = more.map((one) => item(name, one, read));
    list.append(...items);
    rest.replaceChildren(...(next ? [another(next)] : []));
    return items;
  }

  /** @param {string} cursor */
  function another(cursor) {
    const mine = current;
    return button(strings.moreArticles, async (pressed) => {
      pressed.disabled = true;
      try {
        const page = await mine?.get(cursor, PAGE);
        if (page && current === mine) append(page)[0]?.querySelector("button")?.focus();
      } catch (error) {
        status.textContent = wordsFor(error);
        pressed.disabled = false;
      }
    });
  }

  const again = () => current && show(current.get, "", true);
  return { element: element("div", { className: "found" }, status, list, rest), show, again };
}

/**
 * The archive view may have the same article under the id that `hit` gives.
 * @param {string} name
 * @param {ListedArticle} one
 * @param {Read} read
 */
function item(name, one, read) {
  const made = hit(one, read);
  made.querySelector("button")?.setAttribute("id", `${name}-${one.id}`);
  return made;
}
