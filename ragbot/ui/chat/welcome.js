/** What the reader finds before the first question: what is in the archive, and ways to begin. */

import { dotted, element, foreign } from "./element.js";
import { beginning } from "./text.js";
import { origin } from "./sources.js";
import { ago, range, time } from "./dates.js";
import { strings } from "./strings.js";

const TITLE = 160; // code points of a title that fit a question
const QUESTIONS = 3;
const OUTLETS = 12; // named with their articles; more are counted

/** One line: how much, from when to when, how fresh. */
export function showFacts(line, { articles, sources, oldest, newest, as_of: asOf }) {
  const parts = dotted(
    strings.facts(articles, sources.filter(({ source }) => source).length),
    oldest && newest ? range(oldest, newest) : null,
    asOf && element("span", {}, strings.asOf, time(asOf, "medium")),
  );
  line.replaceChildren(...parts);
}

/** Questions about the newest articles: the archive can answer these; and what else it holds. */
export function showBeginnings(section, articles, facts) {
  if (!articles.length) return section.replaceChildren(...emptyArchive());
  const items = distinct(articles).map((article) => {
    const question = strings.begin(beginning(article.title, TITLE));
    const button = element("button", { type: "button", className: "title", dir: "auto" }, question);
    button.dataset.question = question;
    return element("li", {}, button, element("p", { className: "quiet" }, ...origin(article)));
  });
  const beginnings = items.length ? [element("h3", {}, strings.beginning), element("ul", {}, ...items)] : [];
  section.replaceChildren(...beginnings, element("h3", {}, strings.holdings), holdings(facts));
}

/** The first articles with a headline of their own: agencies' copies would ask the same twice. */
function distinct(articles) {
  const titled = articles.filter(({ title }) => /[\p{L}\p{N}]/u.test(title));
  return [...new Map(titled.toReversed().map((article) => [article.title.trim().toLowerCase(), article])).values()]
    .toReversed()
    .slice(0, QUESTIONS);
}

/** How much, from when to when, how fresh, and by whom. */
function holdings({ articles, versions, sources, oldest, newest, as_of: asOf }) {
  const outlets = sources.slice(0, OUTLETS).flatMap(outlet);
  const more = sources.length > OUTLETS ? [strings.moreOutlets(sources.length - OUTLETS)] : [];
  const lines = [
    [strings.articles, [strings.inVersions(articles, versions)]],
    [strings.published, oldest && newest ? [range(oldest, newest)] : []],
    [strings.updated, asOf ? dotted(time(asOf, "medium"), ago(asOf)) : []],
    [strings.outlets, [...outlets, ...more]],
  ];
  const shown = lines.filter(([, parts]) => parts.length);
  return element("dl", {}, ...shown.flatMap(([name, parts]) => [element("dt", {}, name), element("dd", {}, ...parts)]));
}

function outlet({ source, articles }, index) {
  return [index ? ", " : "", foreign(source || strings.outletUnknown), ` (${articles})`];
}

function emptyArchive() {
  return [element("p", {}, strings.emptyArchive), element("pre", {}, strings.ingestCommand)];
}
