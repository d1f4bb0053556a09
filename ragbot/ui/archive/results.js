/** What was found: how many articles, in which order, page by page; or why there is nothing to see. */

import { addressOf, unlimited } from "./query.js";
import { button, element, quotation } from "../lib/element.js";
import { emptyArchive } from "../lib/empty-archive.js";
import { isStop } from "../lib/api.js";
import { hit } from "./hit.js";
import { limitsInWords } from "../lib/limits-in-words.js";
import { lines } from "../lib/skeleton.js";
import { strings } from "../lib/strings.js";

/** @import { ArchiveQuery, Read, WordsFor } from "../lib/types" */
/** @import { Part } from "../lib/element.js" */
/** @import { ArticlePage } from "../lib/schema" */

/**
 * `read(place)` opens an article, `next(cursor)` gets the page after the last one, `again()` tries once more.
 * @param {Read} read
 * @param {{next: (cursor: string) => Promise<ArticlePage>, again: () => void, wordsFor: WordsFor}} actions
 */
export function resultList(read, { next, again, wordsFor }) {
  const count = element("p", { className: "count", role: "status", tabIndex: -1 });
  const orders = element("p", { className: "orders" });
  const list = element("ul");
  const rest = element("div");
  const section = element("section", { className: "found" }, element("div", { className: "head" }, count, orders), list, rest);
  const say = (/** @type {Part[]} */ ...words) => count.replaceChildren(...words);

  /**
   * @param {ArticlePage} page
   * @param {number} total
   * @param {ArchiveQuery} query
   */
  function show({ articles, next: cursor }, total, query) {
    say(...counted(total, query));
    orders.replaceChildren(...(query.words && total ? ordersOf(query) : []));
    list.replaceChildren(...articles.map((article) => hit(article, read)));
    rest.replaceChildren(...(total ? more(cursor) : nothing(query)));
  }

  /**
   * A button for the next page.
   * @param {string | null} cursor
   */
  function more(cursor) {
    if (!cursor) return [];
    const load = async (/** @type {HTMLButtonElement} */ pressed) => {
      pressed.disabled = true;
      pressed.textContent = strings.loading;
      try {
        append(await next(cursor));
      } catch (error) {
        if (isStop(error)) return;
        rest.replaceChildren(failure(error, load));
        rest.querySelector("button")?.focus();
      }
    };
    return [button(strings.moreArticles, load, {})];
  }

  /** @param {ArticlePage} page */
  function append({ articles, next: cursor }) {
    const items = articles.map((article) => hit(article, read));
    list.append(...items);
    rest.replaceChildren(...more(cursor));
    items[0]?.querySelector("button")?.focus();
  }

  function wait() {
    say(strings.searching);
    list.replaceChildren();
    rest.replaceChildren(...lines());
  }

  /** @param {unknown} error */
  function fail(error) {
    say();
    orders.replaceChildren();
    list.replaceChildren();
    rest.replaceChildren(failure(error, again));
  }

  /**
   * @param {unknown} error
   * @param {(pressed: HTMLButtonElement) => void} retry
   */
  function failure(error, retry) {
    return element("div", { className: "ended", role: "alert" }, element("p", {}, wordsFor(error)), button(strings.retry, retry, {}));
  }

  return { section, show, wait, fail, focus: () => count.focus({ preventScroll: true }) };
}

/**
 * @param {number} total
 * @param {ArchiveQuery} query
 */
function counted(total, query) {
  const words = query.words ? [strings.foundFor, quotation(query.words)] : [];
  return [total ? strings.found(total) : strings.foundNothing, ...words];
}

/**
 * The two orders of what was found; the one that is shown is no link.
 * @param {ArchiveQuery} query
 */
function ordersOf(query) {
  /** @type {ArchiveQuery["sort"][]} */
  const sorts = ["date", "relevance"];
  const orders = sorts.map((sort) => {
    const href = query.sort === sort ? null : addressOf({ ...query, sort });
    return element("a", { href, "aria-current": query.sort === sort ? "true" : null }, strings.orders[sort]);
  });
  return [orders[0], " · ", orders[1]];
}

/**
 * A calm word when nothing is found, and the ways out.
 * @param {ArchiveQuery} query
 */
function nothing(query) {
  if (!limitsInWords(query).length) return query.words ? [element("p", {}, strings.otherWords)] : emptyArchive();
  const clear = element("a", { href: addressOf(unlimited(query)) }, strings.clearLimits);
  return [element("p", {}, strings.tooNarrow(query.words), " ", clear)];
}
