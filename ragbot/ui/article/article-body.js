/** How an article is read: headline, byline, what became of it, its history, and the text with the cited sentences marked. */

import { alsoIn } from "../lib/places.js";
import { dotted, element, foreign } from "../lib/element.js";
import { paragraphs, pieces, unitOffsets } from "../lib/text.js";
import { history } from "./versions.js";
import { noticeOf } from "./state-notice.js";
import { stateControl } from "../manage/state-control.js";
import { strings } from "../lib/strings.js";
import { published as whenPublished } from "../lib/dates.js";
import { webAddress } from "../lib/web-address.js";

/** @import { Read, ReadingPlace, Span } from "../lib/types" */
/** @import { NoticedArticleBody, Version } from "../lib/schema" */

const LONG_TITLE = 160; // characters; a longer one is set smaller

/**
 * @param {NoticedArticleBody} found an article as the API gives it. `read(place)` opens another version, or a copy in another outlet.
 * @param {ReadingPlace} place
 * @param {Read} read
 */
export function articleBody(found, place, read) {
  const { version, notice } = found;
  const head = element(
    "header",
    {},
    title(version),
    byline(version),
    alsoIn(place.alsoIn, read),
    ...history(found, place, read),
    noticeOf(notice),
    version.partial ? element("p", { className: "note" }, strings.partial) : null,
    original(version.url),
    stateControl(found.article.id, notice.state, () => read(place)),
  );
  return element("article", {}, head, ...body(version, place.spans));
}

/** @param {Version} version */
function title(version) {
  const className = version.title.length > LONG_TITLE ? "long" : "";
  return element("h2", { id: "article-title", dir: "auto", className }, version.title || strings.untitled);
}

/** @param {Version} version */
function byline({ authors, published, modified }) {
  const changed = modified && modified !== published ? element("span", {}, strings.modified, whenPublished(modified)) : null;
  const names = authors.length ? foreign(authors.join(", ")) : null;
  return element("p", { className: "byline" }, ...dotted(names, whenPublished(published), changed));
}

/**
 * A link out of the page.
 * @param {string | null} url
 */
function original(url) {
  const address = webAddress(url);
  if (!address) return null;
  const away = { href: address.href, target: "_blank", rel: "noopener noreferrer nofollow" };
  return element("p", { className: "quiet" }, element("a", away, strings.original(address.hostname)));
}

/**
 * The text in paragraphs, with the cited spans in <mark>.
 * @param {Version} version
 * @param {Span[]} places
 */
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

/** @param {{text: string, spans: Span[]}} piece */
function mark({ text, spans }) {
  if (!spans.length) return text;
  return element("mark", { className: spans.some((span) => span.current) ? "current" : "" }, text);
}
