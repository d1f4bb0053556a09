/** The archive view: its articles, searched, limited, and counted by day. All that is wanted stands in the address. */

import { addressOf, queryOf, queryIn } from "./query.js";
import { articles, days } from "../lib/api.js";
import { dayBars } from "./day-bars.js";
import { resultList } from "./results.js";
import { searchForm } from "./search-form.js";

/** @import { ArchiveQuery, Read, WordsFor } from "../lib/types" */
/** @import { Facts } from "../lib/schema" */

const PAGE = 20; // articles
const PATIENCE = 150; // ms before the view says that it is searching: most searches are faster

/**
 * @param {HTMLElement} main the element of the view
 * @param {Read} read `read(place)` opens an article
 * @param {WordsFor} wordsFor the words for an error
 * @returns `show(fields)` for the fields of the address, and `offer(facts)` for what is in the archive
 */
export function archiveView(main, read, wordsFor) {
  const form = searchForm((fields) => go({ ...query, ...fields }));
  const bars = dayBars();
  const results = resultList(read, { next, again: load, wordsFor });
  let query = queryIn(new URLSearchParams());
  let loading = new AbortController();
  let failed = false;

  /**
   * To the address of what is wanted, so that Back works; the same once more is searched again.
   * @param {ArchiveQuery} changed
   */
  function go(changed) {
    const address = addressOf(changed);
    if (address === location.hash) load();
    else location.hash = address;
  }

  /** @param {URLSearchParams} fields */
  function show(fields) {
    if (!main.hasChildNodes()) main.append(form.form, bars.section, results.section); // who only asks has less to load
    query = queryIn(fields);
    form.set(query);
    return load();
  }

  /** What comes late, after something else was asked for, is dropped. */
  async function load() {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    const held = [bars, results].find(({ section }) => section.contains(document.activeElement)) ?? null;
    const inside = main.contains(document.activeElement);
    const slow = setTimeout(results.wait, PATIENCE);
    try {
      const [page, counts] = await Promise.all([articles(queryOf(query, { limit: PAGE }), signal), days(queryOf(query), signal)]);
      signal.throwIfAborted();
      bars.draw(counts, query);
      results.show(page, counts.total, query);
      failed = false;
    } catch (error) {
      if (signal.aborted) return;
      failed = true;
      bars.clear();
      results.fail(error);
    } finally {
      clearTimeout(slow);
    }
    if (inside && lost() && !(held === bars && bars.focus())) results.focus();
  }

  /** @param {string} cursor */
  function next(cursor) {
    return articles(queryOf(query, { limit: PAGE, cursor }), loading.signal);
  }

  /**
   * After a failure the news of the archive are also the news that the server answers again.
   * @param {Facts} facts
   */
  function offer(facts) {
    form.offer(facts);
    if (failed) load();
  }

  return { show, offer };
}

/** Whether the element that had the focus is gone. */
function lost() {
  const { activeElement: active, body } = document;
  return active === body || !active?.checkVisibility();
}
