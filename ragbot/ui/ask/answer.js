/** One question and its answer: text that streams in, then the checked answer with its citations and sources. */

import { partsOf, whole } from "./answer-parts.js";
import { citationContents } from "./citation-contents.js";
import { copyButtons } from "./copying.js";
import { colophon } from "./colophon.js";
import { answerDetails } from "./answer-details.js";
import { unsupported } from "./warnings.js";
import { button, element } from "../lib/element.js";
import { lines } from "../lib/skeleton.js";
import { pieces, points, unitOffsets } from "../lib/text.js";
import { place, sameArticle } from "../lib/places.js";
import { ratingRow } from "./rating.js";
import { recheck, recheckNotes } from "./recheck.js";
import { strings } from "../lib/strings.js";
import { questionReading } from "./question-reading.js";
import { watchRow } from "./watch-button.js";

/** @import { AnswerEvent } from "../lib/api.js" */
/** @import { Part } from "../lib/element.js" */
/** @import { AnswerBody, Citation, Source, Unsupported } from "../lib/schema" */
/** @import { Announce, Edit, LimitedQuestion, Read, Refine } from "../lib/types" */
/** @import { AnswerPart } from "./answer-parts.js" */
/** @import { Quote } from "./quote-box.js" */

/**
 * @typedef {object} AnswerActions
 * @property {Read} read opens an article
 * @property {() => void} again asks once more
 * @property {Refine} refine asks a changed question
 * @property {Edit} edit puts a question into the form
 * @property {Announce} announce tells who cannot see
 * @property {Quote} quote the box for quotes
 */

/**
 * A sentence that nothing supports, in UTF-16 units of the answer, and what it is shown in once it is.
 * @typedef {Unsupported & {start: number, end: number, shown?: HTMLElement[]}} UnsupportedSpan
 */

const LONG_QUESTION = 160; // characters; a longer one is no headline any more

export class AnswerView {
  /**
   * @param {string} id
   * @param {LimitedQuestion} asked the question with its limits
   * @param {AnswerActions} actions
   */
  constructor(id, asked, actions) {
    this.id = id;
    this.asked = asked;
    this.actions = actions;
    this.body = element("div", { className: "answer" });
    this.note = element("p", { className: "note quiet" }, strings.searching);
    this.terms = element("div", { className: "terms" });
    this.rest = element("div", {}, ...lines());
    const className = asked.question.length > LONG_QUESTION ? "long" : "";
    const heading = element("h2", { dir: "auto", id, className, tabIndex: -1 }, asked.question);
    this.since = element("div", { "aria-live": "polite" });
    this.heading = heading;
    const parts = [heading, this.terms, this.note, this.since, this.body, this.rest];
    this.element = element("article", { className: "turn", "aria-labelledby": id }, ...parts);
    this.text = "";
    /** @type {Source[]} */
    this.sources = [];
    /** @type {Citation[]} */
    this.citations = [];
    /** @type {UnsupportedSpan[]} */
    this.unsupported = [];
    this.checked = false;
    this.drawn = 0; // UTF-16 units of the text
    this.markers = 0;
    /** @type {HTMLElement | null} */
    this.paragraph = null;
    this.#clear();
  }

  focus() {
    this.heading.focus({ preventScroll: true });
  }

  /**
   * Take one event of the stream.
   * @param {AnswerEvent} step
   */
  receive([event, object]) {
    if (event === "sources") this.sources = object.sources;
    if (event === "citation") this.citations.push(object);
    if (event === "delta") this.#grow(object.text);
    if (event === "done") this.#finish(object);
  }

  /**
   * The answer ended early: `message` says why, and the question can be asked again.
   * @param {string} message
   */
  end(message) {
    this.#draw(this.text);
    const again = button(strings.again, () => this.actions.again(), {});
    this.note.replaceChildren();
    this.rest.replaceChildren(element("div", { className: "ended" }, element("p", {}, message), again));
  }

  /**
   * What was to be shown is no answer.
   * @param {string} message
   */
  refuse(message) {
    this.#clear();
    this.end(message);
  }

  #clear() {
    this.text = "";
    this.sources = [];
    this.citations = [];
    this.unsupported = [];
    this.drawn = 0;
    this.markers = 0;
    this.paragraph = null;
    this.body.replaceChildren();
    this.since.replaceChildren();
  }

  /** @param {string} text */
  #grow(text) {
    if (!this.text) this.rest.replaceChildren();
    this.text += text;
    this.note.replaceChildren(strings.answering);
    this.#draw(whole(this.text));
  }

  /**
   * The checked answer replaces what was streamed; the reader's focus stays where it was.
   * @param {AnswerBody} answer
   */
  #finish(answer) {
    const focused = this.body.contains(document.activeElement) ? document.activeElement?.id : null;
    this.#clear();
    this.actions.quote.hide();
    this.text = answer.answer || (answer.outcome === "not_in_archive" ? strings.notInArchive : "");
    this.sources = answer.sources;
    this.citations = answer.citations;
    const units = unitOffsets(this.text);
    const span = (/** @type {Unsupported} */ one) => ({ ...one, start: units(one.start_index), end: units(one.end_index) });
    this.unsupported = answer.unsupported.map(span);
    this.checked = true;
    this.element.classList.add(answer.outcome);
    this.#draw(this.text);
    if (focused) document.getElementById(focused)?.focus();
    this.note.replaceChildren(answer.outcome === "degraded" ? lessThanUsual(answer) : "");
    this.terms.replaceChildren(...questionReading(answer, this.asked, this.actions));
    const again = () => this.actions.refine(this.asked, false);
    const checked = () => this.recheck(answer);
    const row = copyButtons(answer, this.asked, again, this.actions.announce, checked);
    const rating = ratingRow(this.id, answer, this.actions.announce);
    const watch = watchRow(answer, this.asked, this.actions.announce);
    this.rest.replaceChildren(...answerDetails(answer, this.actions), row, rating, ...watch, colophon(answer));
  }

  /**
   * Say at the answer which of its sources do not stand any more, in sentences that it resolves to.
   * @param {AnswerBody} answer
   */
  async recheck(answer) {
    const sentences = await recheck(answer);
    this.since.replaceChildren(...recheckNotes(sentences));
    return sentences;
  }

  /**
   * Append what is new in `text`, a beginning of this.text, to the page.
   * @param {string} text
   */
  #draw(text) {
    for (const part of partsOf(text, this.drawn)) this.#add(part);
    this.drawn = Math.max(this.drawn, text.length);
  }

  /** @param {AnswerPart} part */
  #add({ kind, text, start, end }) {
    if (kind === "item") this.#item();
    else if (kind === "break") this.paragraph = null;
    else if (kind === "marker") this.#append(this.#marker(text, start), start, end);
    else for (const piece of pieces(text, start, this.unsupported)) this.#append(piece.text, piece.start, piece.end);
  }

  /** The text that follows is an item of the list that was begun, else of a new one. */
  #item() {
    const last = this.body.lastElementChild;
    const list = last instanceof HTMLUListElement ? last : element("ul");
    if (list !== last) this.body.append(list);
    this.paragraph = element("li", { dir: "auto" });
    list.append(this.paragraph);
  }

  /**
   * Into the paragraph, or into its sentence that nothing supports.
   * @param {Part} part
   * @param {number} start
   * @param {number} end
   */
  #append(part, start, end) {
    this.paragraph ??= this.#begun();
    const doubted = this.unsupported.find((span) => span.start < end && span.end > start);
    if (!doubted) return this.paragraph.append(part);
    if (!doubted.shown) {
      doubted.shown = unsupported(doubted);
      this.paragraph.append(...doubted.shown);
    }
    return doubted.shown[0].append(part);
  }

  #begun() {
    const paragraph = element("p", { dir: "auto" });
    this.body.append(paragraph);
    return paragraph;
  }

  /**
   * A numbered button when the number is a source (and, once checked, cited right there); else plain text.
   * @param {string} part
   * @param {number} at
   */
  #marker(part, at) {
    const number = Number(part.slice(1, -1));
    const source = this.sources.find((candidate) => candidate.number === number);
    const end = points(this.text.slice(0, at)) + part.length; // a citation ends with its marker
    const current = () => this.citations.filter((one) => one.number === number && one.end_index === end);
    if (!source || (this.checked && !current().length)) return part;
    this.markers += 1;
    const marker = element("button", { type: "button", className: "citation", id: `${this.id}-${this.markers}` }, part);
    marker.setAttribute("aria-label", strings.citation(number, source.source));
    const read = () => this.actions.read({ ...this.#place(source, current()), opener: marker });
    this.actions.quote.attach(marker, () => citationContents(source, current()), read);
    return marker;
  }

  /**
   * @param {Source} source
   * @param {Citation[]} current
   */
  #place(source, current) {
    return place(source, this.citations.filter((citation) => sameArticle(citation, source)), current);
  }
}

/** @param {AnswerBody} answer */
function lessThanUsual({ words_only: wordsOnly, reason }) {
  return (wordsOnly ? "" : strings.degraded) + (reason ?? "");
}
