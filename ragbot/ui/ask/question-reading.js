/** How a question was understood, above its answer: its stand-alone wording, its days and its outlets, each to be changed. */

import { dayRange } from "../lib/dates.js";
import { button, element, foreign, quotation, isShown } from "../lib/element.js";
import { respelled, without } from "./question-words.js";
import { strings } from "../lib/strings.js";

/** @import { Edit, LimitedQuestion, Refine } from "../lib/types" */
/** @import { Part } from "../lib/element.js" */
/** @import { AnswerBody, Respelled } from "../lib/schema" */

/**
 * @param {AnswerBody} answer
 * @param {LimitedQuestion} asked the question with its limits
 * @param {{refine: Refine, edit: Edit}} actions `refine(question, alone)` asks a changed one, which `alone` needs no earlier turns; `edit(question)`
 *     puts it into the form, with its limits
 */
export function questionReading(answer, asked, { refine, edit }) {
  const { question, standalone_question: standalone, spelling = [] } = answer;
  const corrected = respelled(question, spelling, ({ meant }) => meant);
  const typos = spelling.length ? showing(question, corrected, spelling, asked, refine) : null;
  const understood = standalone && standalone !== corrected ? wording(standalone, asked, refine) : null;
  const chips = [story(answer, asked, refine), inferred(answer, asked, refine, edit), ...limits(answer, asked, refine, edit)].filter(isShown);
  return [typos, understood, chips.length ? element("ul", { className: "chips" }, ...chips) : null].filter(isShown);
}

/**
 * "Showing results for …", and a way to search for what was typed: words in quotation marks stay as they are.
 * @param {string} question
 * @param {string} corrected
 * @param {Respelled[]} spelling
 * @param {LimitedQuestion} asked
 * @param {Refine} refine
 */
function showing(question, corrected, spelling, asked, refine) {
  const insisting = respelled(question, spelling, ({ typed }) => `“${typed}”`);
  const instead = button(strings.asTyped(insisting), () => refine({ ...asked, question: insisting }, false));
  return element("p", { className: "understood quiet" }, strings.showing, quotation(corrected), " ", instead);
}

/**
 * "Understood as …", which the reader can put right.
 * @param {string} standalone
 * @param {LimitedQuestion} asked
 * @param {Refine} refine
 */
function wording(standalone, asked, refine) {
  const edit = button(strings.edit, () => {
    const form = editing(standalone, (text) => refine({ ...asked, question: text }, true), () => {
      form.replaceWith(shown);
      edit.focus();
    });
    shown.replaceWith(form);
    form.querySelector("textarea")?.select();
  });
  const shown = element("p", { className: "understood quiet" }, strings.understood, quotation(standalone), " ", edit);
  return element("div", {}, shown);
}

/**
 * @param {string} standalone
 * @param {(text: string) => void} ask
 * @param {() => void} leave
 */
function editing(standalone, ask, leave) {
  const box = element("textarea", { rows: 2, dir: "auto", value: standalone });
  const cancel = button(strings.cancel, leave);
  const label = element("label", {}, element("span", { className: "quiet" }, strings.understood), box);
  const form = element("form", { className: "rewording" }, label);
  form.append(element("p", {}, element("button", { type: "submit" }, strings.again), cancel));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(box.value.trim());
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation(); // which would close the article
      leave();
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== box) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return form;
}

/**
 * The story of the last answer, in which a follow-up was searched; removed, the question is asked of all that there is.
 * @param {AnswerBody} answer
 * @param {LimitedQuestion} asked
 * @param {Refine} refine
 */
function story({ focus, question, standalone_question: standalone }, asked, refine) {
  if (!focus) return null;
  const shown = element("span", {}, strings.inStory, foreign(focus.title || strings.untitled));
  return chip(shown, button(strings.remove, () => refine({ ...asked, question: standalone || question }, true)));
}

/**
 * The days that the question's own words name: a preference, which can become a limit or be dropped.
 * @param {AnswerBody} answer
 * @param {LimitedQuestion} asked
 * @param {Refine} refine
 * @param {Edit} edit
 */
function inferred({ about, time_words: words, window, question, standalone_question: standalone }, asked, refine, edit) {
  const { since, until } = about;
  const limited = (since || until) && window.since === since && window.until === until; // it is a limit already
  if (!words.length || limited) return null;
  const said = words.flatMap((word, index) => [index ? ", " : "", element("q", { dir: "auto" }, word)]);
  const days = element("span", {}, strings.preferred(dayRange(since, until), Boolean(since && until)), " (", ...said, ")");
  const only = since || until ? button(strings.onlyThese, () => refine({ ...asked, since, until }, false)) : null;
  const rest = without(standalone || question, words);
  const drop = rest ? button(strings.anyTime, () => refine({ ...asked, question: rest }, true)) : null;
  return chip(days, only, button(strings.change, () => edit({ ...asked, since, until })), drop);
}

/**
 * The limits that hold: nothing outside of them was searched.
 * @param {AnswerBody} answer
 * @param {LimitedQuestion} asked
 * @param {Refine} refine
 * @param {Edit} edit
 */
function limits({ window: { since, until } }, asked, refine, edit) {
  const one = (/** @type {Part} */ shown, /** @type {Partial<LimitedQuestion>} */ rest) => {
    const remove = button(strings.remove, () => refine({ ...asked, ...rest }, false));
    return chip(element("span", {}, strings.only, shown), button(strings.change, () => edit(asked)), remove);
  };
  return [
    since && one(dayRange(since, null), { since: null }),
    until && one(dayRange(null, until), { until: null }),
    ...asked.sources.map((name) => one(foreign(name), { sources: asked.sources.filter((other) => other !== name) })),
  ];
}

/**
 * What holds, and what can be done about it; each button is told apart by what it stands beside.
 * @param {HTMLElement} shown
 * @param {...(HTMLElement | null)} changes
 */
function chip(shown, ...changes) {
  const made = element("li", { className: "chip" }, shown, ...changes);
  for (const one of changes) one?.setAttribute("aria-label", `${one.textContent}: ${shown.textContent}`);
  return made;
}
