/** Ways to go on from an answer: questions that its articles answer, under it as soon as they are known. */

import { button, element } from "../lib/element.js";
import { strings } from "../lib/strings.js";
import { suggestions } from "../lib/api.js";

/** @import { Limits } from "../lib/types" */
/** @import { AnswerBody, Citation, EvidenceBody, Source, SuggestionsBody } from "../lib/schema" */

const ARTICLES = 20; // the server's limits
const QUESTIONS = 20;
const SPANS = 200;

/**
 * Nothing comes when nothing is suggested, or when it fails: the answer is complete without.
 * @param {Element} turn the answer's element
 * @param {Limits} asked
 * @param {AnswerBody} answer
 * @param {string[]} said the questions of the conversation so far
 * @param {(question: string) => void} ask is called with the question that was pressed
 * @param {AbortSignal} signal
 */
export async function suggestMore(turn, asked, answer, said, ask, signal) {
  const questions = await suggested(asked, answer, said, signal);
  if (!questions.length || signal.aborted) return;
  const items = questions.map(({ question }) =>
    element("li", {}, button(question, () => ask(question), { className: "title", dir: "auto" })),
  );
  turn.append(element("section", { className: "suggestions" }, element("h3", {}, strings.goOn), element("ul", {}, ...items)));
}

/**
 * @param {Limits} asked
 * @param {AnswerBody} answer
 * @param {string[]} said
 * @param {AbortSignal} signal
 */
async function suggested(asked, answer, said, signal) {
  try {
    return await suggestions(requestFor(asked, answer, said), signal);
  } catch {
    return [];
  }
}

/**
 * About the articles that are cited, or are related where nothing is; within the limits of the question.
 * @param {Limits} limits
 * @param {AnswerBody} answer
 * @param {string[]} said
 * @returns {SuggestionsBody}
 */
function requestFor({ since, until, sources }, answer, said) {
  const articles = (answer.sources.length ? answer.sources : answer.related).map(reference);
  const unique = [...new Map(articles.map((one) => [`${one.article_id} ${one.version}`, one])).values()];
  const used = answer.citations.map((one) => ({ ...reference(one), start: one.source_start, end: one.source_end }));
  return { articles: unique.slice(0, ARTICLES), asked: said.slice(-QUESTIONS), used: used.slice(0, SPANS), since, until, sources };
}

/** @param {Source | EvidenceBody | Citation} one */
function reference({ article_id, version }) {
  return { article_id, version };
}
