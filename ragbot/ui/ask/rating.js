/** Whether an answer was right, as its reader says: two buttons, and after "No" a form for the reason. */

import { button, element } from "../lib/element.js";
import { messageOf, rate } from "../lib/api.js";
import { strings } from "../lib/strings.js";

/** @import { AnswerBody, Citation, FeedbackBody } from "../lib/schema" */
/** @import { Announce } from "../lib/types" */

/** @typedef {NonNullable<FeedbackBody["reason"]>} Reason */
/** @typedef {Pick<FeedbackBody, "rating" | "reason" | "text">} Said */
/** @typedef {(said: Said) => Promise<boolean>} Send resolves to whether it was kept */

const CITATIONS = 100; // the server's limit
const LONGEST_TEXT = 1000; // characters, the server's limit
/** @type {Reason[]} */
const OF_ANSWERS = ["wrong", "outdated", "other_story", "incomplete", "unfounded", "other"];
/** @type {Reason[]} */
const OF_REFUSALS = ["missed", "other"];
const REFUSALS = ["not_in_archive", "related"];

/**
 * A refusal while the index is out is `degraded`, as an answer without the language model is; it cites nothing.
 * @param {Pick<AnswerBody, "outcome" | "citations">} answer
 */
export const isRefusal = ({ outcome, citations }) => REFUSALS.includes(outcome) || (outcome === "degraded" && !citations?.length);

/**
 * The row under an answer. What is said again takes the place of what was said before.
 * @param {string} id of the answer's element
 * @param {AnswerBody} answer
 * @param {Announce} announce tells who cannot see
 */
export function ratingRow(id, answer, announce) {
  const status = element("span", { className: "told" });
  const place = element("div");
  const row = element("div", { className: "rating quiet", role: "group", "aria-labelledby": `${id}-rating` });
  /** @type {Send} */
  const send = async (said) => {
    const { kept, words } = await sent(answer, said);
    status.replaceChildren(words);
    announce(words);
    if (kept) for (const each of [yes, no]) each.setAttribute("aria-pressed", String((each === yes) === (said.rating === "up")));
    return kept;
  };
  const yes = rateButton(strings.rateYes, () => {
    place.replaceChildren();
    send({ rating: "up" });
  });
  const no = rateButton(strings.rateNo, async () => {
    if (await send({ rating: "down" })) open(place, reasonForm(id, answer, send, close));
  });
  const close = () => {
    place.replaceChildren();
    no.focus();
  };
  row.append(element("span", { id: `${id}-rating` }, strings.wasItRight), yes, no, status, place);
  return row;
}

/**
 * @param {string} words
 * @param {() => unknown} press
 */
const rateButton = (words, press) => button(words, press, { className: "plain", title: strings.ratingGoesTo, "aria-pressed": "false" });

/**
 * @param {HTMLElement} place
 * @param {HTMLFormElement} form
 */
function open(place, form) {
  place.replaceChildren(form);
  form.querySelector("input")?.focus();
}

/**
 * What is said of an answer goes with the question and what was cited: the server does not keep answers.
 * @param {AnswerBody} answer
 * @param {Said} said
 */
async function sent(answer, said) {
  const { id, question, standalone_question, outcome, asked_on, window, citations } = answer;
  const about = { answer_id: id, question, standalone_question, outcome, asked_on, until: window?.until ?? null };
  try {
    await rate({ ...about, citations: (citations ?? []).slice(0, CITATIONS).map(span), ...said });
    return { kept: true, words: strings.ratingKept };
  } catch (error) {
    return { kept: false, words: messageOf(error) };
  }
}

/** @param {Citation} citation */
const span = ({ article_id, version, source_start, source_end }) => ({ article_id, version, source_start, source_end });

/**
 * Escape and Cancel leave it; the rating stays.
 * @param {string} id
 * @param {AnswerBody} answer
 * @param {Send} send
 * @param {() => void} close
 */
function reasonForm(id, answer, send, close) {
  const reasons = isRefusal(answer) ? OF_REFUSALS : OF_ANSWERS;
  const choices = reasons.map((reason) => radio(`${id}-reason`, reason));
  const box = element("textarea", { id: `${id}-words`, rows: 2, dir: "auto", maxLength: LONGEST_TEXT });
  const form = element(
    "form",
    { className: "grading" },
    element("fieldset", {}, element("legend", {}, strings.whatIsWrong), ...choices),
    element("label", { htmlFor: box.id }, strings.inYourWords),
    box,
    element("p", {}, strings.ratingGoesTo),
    element("p", { className: "acts" }, element("button", { type: "submit" }, strings.sendRating), button(strings.cancel, close)),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = reasons.find((reason) => new FormData(form).get(`${id}-reason`) === reason) ?? null;
    if (await send({ rating: "down", reason: chosen, text: box.value.trim() })) close();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // which would close the article
    close();
  });
  return form;
}

/**
 * @param {string} name
 * @param {Reason} reason
 */
function radio(name, reason) {
  return element("label", {}, element("input", { type: "radio", name, value: reason }), " ", strings.reasons[reason]);
}
