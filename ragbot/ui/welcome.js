/** What the reader finds before the first question: what is in the archive, and ways to begin. */

import { dotted, element } from "./element.js";
import { beginning } from "./text.js";
import { origin } from "./sources.js";
import { range, time } from "./dates.js";
import { strings } from "./strings.js";

const TITLE = 160; // code points of a title that fit a question

/** One line: how much, from when to when, how fresh. */
export function showFacts(line, { articles, sources, oldest, newest, as_of: asOf }) {
  const parts = dotted(
    strings.facts(articles, sources.filter(({ source }) => source).length),
    oldest && newest ? range(oldest, newest) : null,
    asOf && element("span", {}, strings.asOf, time(asOf, "medium")),
  );
  line.replaceChildren(...parts);
}

/** Questions about the newest articles: the archive can answer these. */
export function showBeginnings(section, articles) {
  if (!articles.length) return section.replaceChildren(...emptyArchive());
  const items = articles.map((article) => {
    const question = strings.begin(beginning(article.title, TITLE));
    const button = element("button", { type: "button", className: "title", dir: "auto" }, question);
    button.dataset.question = question;
    return element("li", {}, button, element("p", { className: "quiet" }, ...origin(article)));
  });
  section.replaceChildren(element("h3", {}, strings.beginning), element("ul", {}, ...items));
}

function emptyArchive() {
  return [element("p", {}, strings.emptyArchive), element("pre", {}, strings.ingestCommand)];
}
