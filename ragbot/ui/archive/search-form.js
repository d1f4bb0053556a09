/** The search form of the archive: words, and the limits to what is searched. */

import { addressOf, unlimited } from "./query.js";
import { languageName, limitsInWords } from "../lib/limits-in-words.js";
import { choices } from "../lib/choices.js";
import { LAST_DAY } from "../lib/dates.js";
import { element } from "../lib/element.js";
import { strings } from "../lib/strings.js";

/** @import { ArchiveQuery } from "../lib/types" */
/** @import { Facts } from "../lib/schema" */

const LONGEST = 500; // characters of a search, the server's limit

/**
 * `search(fields)` is called with the words and limits when they are sent or changed.
 * @param {(fields: Omit<ArchiveQuery, "sort">) => void} search
 */
export function searchForm(search) {
  const words = element("input", { type: "search", id: "words", dir: "auto", maxLength: LONGEST, autocomplete: "off" });
  words.setAttribute("aria-describedby", "words-hint");
  const panel = limitsPanel();
  const title = element("h2", { id: "archive-title" }, element("label", { htmlFor: "words" }, strings.archiveTitle));
  const send = element("button", { type: "submit" }, strings.search);
  const hint = element("p", { id: "words-hint", className: "quiet" }, strings.searchHint);
  const trouble = element("p", { className: "trouble", role: "alert" });
  const form = element("form", { role: "search", noValidate: true, "aria-labelledby": "archive-title" });
  form.append(title, element("div", { className: "line" }, words, send), hint, panel.element, trouble);

  const submit = () => {
    const fields = { words: words.value.trim(), ...panel.limits() };
    const turned = fields.since && fields.until && fields.until < fields.since;
    trouble.textContent = turned ? strings.turnedDates : "";
    if (!turned) search(fields);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (matchMedia("(hover: none)").matches) words.blur(); // the keyboard of a phone would cover what is found
    submit();
  });
  form.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const typing = target.type === "date" && target.value.startsWith("0"); // the year 0202, on the way to 2025
    if (["date", "checkbox"].includes(target.type) && !typing) submit();
  });

  /**
   * Show what is wanted.
   * @param {ArchiveQuery} query
   */
  function set(query) {
    words.value = query.words;
    trouble.textContent = "";
    panel.set(query);
  }

  return { form, set, offer: panel.offer };
}

/** The limits, folded; which of them hold is said, and undone, without unfolding. */
function limitsPanel() {
  const since = element("input", { type: "date", max: LAST_DAY });
  const until = element("input", { type: "date", max: LAST_DAY });
  const retracted = element("input", { type: "checkbox" });
  const [outletSet, languageSet] = [strings.outlets, strings.languages].map((name) => element("fieldset", {}, element("legend", {}, name)));
  const outlets = choices(outletSet, strings.findOutlet);
  const languages = choices(languageSet, strings.findLanguage, languageName);
  const limits = element("div", { className: "limits" }, labelled(strings.since, since), labelled(strings.until, until));
  limits.append(outletSet, languageSet, element("label", {}, retracted, " ", strings.withRetracted));
  const summary = element("summary");
  const details = element("details", { className: "filter" }, summary, limits);
  const clear = element("a", {}, strings.clearLimits);

  return {
    element: element("div", { className: "limiting" }, details, clear),
    limits: () => ({
      since: since.value || null,
      until: until.value || null,
      sources: outlets.chosen(),
      languages: languages.chosen(),
      retracted: retracted.checked,
    }),
    set: (/** @type {ArchiveQuery} */ query) => {
      [since.value, until.value, retracted.checked] = [query.since ?? "", query.until ?? "", query.retracted];
      outlets.choose(query.sources);
      languages.choose(query.languages);
      const words = limitsInWords(query);
      summary.replaceChildren(...(words.length ? words : [strings.limits]));
      details.classList.toggle("set", words.length > 0);
      clear.hidden = !words.length;
      clear.href = addressOf(unlimited(query));
    },
    offer: (/** @type {Facts} */ facts) => {
      outlets.offer(facts.sources.filter(({ source }) => source).map(({ source, articles }) => ({ value: source, articles })));
      languages.offer(facts.languages.flatMap(({ language, articles }) => (language ? [{ value: language, articles }] : [])));
    },
  };
}

/**
 * @param {string} name
 * @param {HTMLInputElement} input
 */
function labelled(name, input) {
  return element("label", {}, element("span", {}, name), " ", input);
}
