/** The operator's view: articles go in by three ways, and are taken back; without the key it only shows the outlets. */

import { addressForm, fileForm, textForm } from "./upload-forms.js";
import { button, element } from "../lib/element.js";
import { uploads } from "./uploads.js";
import { followedSources } from "./followed-sources.js";
import { keepKey, may, operatorKey } from "./operator-key.js";
import { keyForm } from "./key-form.js";
import { keyFor, scopesOf } from "./operator-api.js";
import { outletTable } from "./outlet-table.js";
import { retraction } from "./retraction.js";
import { standingQuestions } from "./standing-questions.js";
import { strings } from "../lib/strings.js";

/** @import { Read, WordsFor } from "../lib/types" */
/** @import { Facts } from "../lib/schema" */

const TOGETHER = 400; // ms in which changes are put together

/**
 * @param {HTMLElement} main the element of the view
 * @param {{read: Read, changed: () => void, wordsFor: WordsFor}} actions `read(place)` opens an article, `changed()` is called when the archive has changed, `wordsFor(error)` gives
 *     the words for an error
 * @returns `show(fields)` for the fields of the address, and `offer(facts)` for what is in the archive
 */
export function manageView(main, { read, changed, wordsFor }) {
  const status = element("p", { className: "unseen", role: "status" });
  const announce = (/** @type {string} */ words) => (status.textContent = words);
  const asking = keyForm(wordsFor, announce);
  const going = uploads(wordsFor, announce);
  const outlets = outletTable();
  const taking = retraction(read, wordsFor);
  const sources = followedSources(wordsFor, announce, () => changed());
  const standing = standingQuestions(read, wordsFor, announce);
  const kept = element("p", { className: "quiet kept" }, strings.keyKept, " ", forget());
  const limits = element("p", { className: "quiet" });
  const ways = element("section", { className: "ways" }, fileForm(going), addressForm(going), textForm(going));
  const title = element("h2", { id: "manage-title", tabIndex: -1 }, strings.manageTitle);
  const head = element("header", {}, title, element("p", {}, strings.managePromise), kept, limits);
  const parts = [head, asking.form, ways, going.section, sources.section, standing.section, outlets.section, taking.section, status];

  document.addEventListener("operator:key", () => {
    const held = main.contains(document.activeElement);
    lock();
    sources.refresh();
    standing.refresh();
    if (may("operate")) taking.refresh();
    if (held && !document.activeElement?.checkVisibility()) focus();
  });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let changing;
  document.addEventListener("operator:changed", () => {
    clearTimeout(changing); // many files end one soon after the other
    changing = setTimeout(refresh, TOGETHER);
  });
  document.addEventListener("server:back", () => {
    if (!main.hasChildNodes()) return;
    sources.refresh();
    standing.refresh();
    if (may("operate")) taking.refresh();
  });

  function refresh() {
    changed();
    if (may("operate")) taking.refresh();
  }

  /** With the key what it may do, without it what anybody may see. */
  function lock() {
    const open = Boolean(operatorKey());
    asking.form.hidden = open;
    kept.hidden = !open;
    ways.hidden = !may("ingest");
    taking.section.hidden = !may("operate");
    limits.hidden = !open || may("operate");
    limits.textContent = may("ingest") ? strings.keyUploads : strings.keyReads;
  }

  function focus() {
    if (operatorKey()) title.focus();
    else asking.focus();
  }

  function forget() {
    return button(strings.forgetKey, () => {
      keepKey(null);
      asking.focus();
      announce(strings.keyForgotten);
    });
  }

  /**
   * A code in the address leaves it at once, and is exchanged for the key, which it is good for only once.
   * @param {string} code
   */
  async function take(code) {
    window.history.replaceState(null, "", "#manage");
    try {
      const key = await keyFor(code);
      keepKey(key, await scopesOf(key).catch(() => null)); // the code is used up: no failure may lose the key
    } catch (error) {
      asking.complain(wordsFor(error));
      announce(wordsFor(error));
    }
  }

  /**
   * The standing questions; the link to one of them leads there each time.
   * @param {string | null} watch
   */
  function visit(watch) {
    if (!watch) return standing.refresh();
    window.history.replaceState(null, "", "#manage");
    return standing.visit(watch);
  }

  /** @param {URLSearchParams} fields */
  function show(fields) {
    if (!main.hasChildNodes()) main.append(...parts); // who only asks has less to load
    lock();
    changed(); // by others, since it was shown last
    sources.refresh();
    visit(fields.get("watch"));
    const code = fields.get("code");
    if (code) take(code);
    else if (may("operate")) taking.refresh();
  }

  return { show, offer: (/** @type {Facts} */ facts) => outlets.show(facts.sources) };
}
