/** What the reader finds before the first question: what is in the archive, and ways to begin. */

import { dotted, element, foreign } from "../lib/element.js";
import { beginning } from "../lib/text.js";
import { emptyArchive } from "../lib/empty-archive.js";
import { lateInWords } from "../lib/late-sources.js";
import { origin } from "../lib/places.js";
import { ago, range, time } from "../lib/dates.js";
import { strings } from "../lib/strings.js";

/** @import { Child } from "../lib/element.js" */
/** @import { Facts, SourceCount, Suggestion } from "../lib/schema" */

const TITLE = 160; // code points of the title under a question
const OUTLETS = 12; // named with their articles; more are counted

/**
 * One line: how much, from when to when, how fresh.
 * @param {HTMLElement} line
 * @param {Facts} facts
 */
export function showFacts(line, { articles, sources, oldest, newest, as_of: asOf, late = [], invented = 0 }) {
  const parts = dotted(
    strings.facts(articles, sources.filter(({ source }) => source).length),
    invented ? strings.invented(invented, articles) : null,
    oldest && newest ? range(oldest, newest) : null,
    asOf && element("span", {}, strings.asOf, time(asOf, "medium")),
  );
  const warned = lateInWords(late);
  line.replaceChildren(...parts, ...(warned.length ? [element("span", { className: "warned" }, ...warned)] : []));
}

/**
 * Questions that the archive answers, each with its article; and what else it holds.
 * @param {HTMLElement} section
 * @param {Suggestion[]} questions
 * @param {Facts} facts
 */
export function showBeginnings(section, questions, facts) {
  if (!facts.articles) return section.replaceChildren(...emptyArchive());
  const items = questions.map(({ question, ...article }) => {
    const button = element("button", { type: "button", className: "title", dir: "auto" }, question);
    button.dataset.question = question;
    return element("li", {}, button, element("p", { className: "quiet" }, ...headline(question, article), ...origin(article)));
  });
  const beginnings = items.length ? [element("h3", {}, strings.beginning), element("ul", {}, ...items)] : [];
  section.replaceChildren(...beginnings, element("h3", {}, strings.holdings), holdings(facts));
}

/**
 * Of its article, unless the question tells it already.
 * @param {string} question
 * @param {{title: string}} article
 */
function headline(question, { title }) {
  return title && !question.includes(title) ? [foreign(beginning(title, TITLE)), " · "] : [];
}

/**
 * How much, from when to when, how fresh, and by whom.
 * @param {Facts} facts
 */
function holdings({ articles, versions, sources, oldest, newest, as_of: asOf }) {
  const outlets = sources.slice(0, OUTLETS).flatMap(outlet);
  const more = sources.length > OUTLETS ? [strings.moreOutlets(sources.length - OUTLETS)] : [];
  /** @type {[string, Child[]][]} */
  const lines = [
    [strings.articles, [strings.inVersions(articles, versions)]],
    [strings.published, oldest && newest ? [range(oldest, newest)] : []],
    [strings.updated, asOf ? dotted(time(asOf, "medium"), ago(asOf)) : []],
    [strings.outlets, [...outlets, ...more]],
  ];
  const shown = lines.filter(([, parts]) => parts.length);
  return element("dl", {}, ...shown.flatMap(([name, parts]) => [element("dt", {}, name), element("dd", {}, ...parts)]));
}

/**
 * @param {SourceCount} count
 * @param {number} index
 */
function outlet({ source, articles }, index) {
  return [index ? ", " : "", foreign(source || strings.outletUnknown), ` (${articles})`];
}
