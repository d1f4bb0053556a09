/** The HTTP API: objects as JSON, and an answer as the events that make it. */

import { strings } from "./strings.js";

/** @import { AnswerBody, ArticlePage, Citation, CitedBody, Days, DiffBody, Facts, FeedbackBody, NoticedArticleBody, ProblemBody, QuestionBody, Recheck, Source, Suggestion, SuggestionsBody } from "./schema" */

/**
 * A step of an answer; of what is yielded last, all is checked.
 * @typedef {["sources", {sources: Source[]}] | ["delta", {text: string}] | ["citation", Citation] | ["done", AnswerBody]} AnswerEvent
 */

/** Why a request got no answer, in a sentence for people. */
export class Problem extends Error {
  /**
   * @param {string} detail
   * @param {number} status
   */
  constructor(detail, status = 0) {
    super(detail);
    this.status = status;
  }
}

/**
 * Whether it is the reader who stopped what was asked for.
 * @param {unknown} error
 */
export const isStop = (error) => error instanceof DOMException && error.name === "AbortError";

/**
 * The words for an error that a request ended with.
 * @param {unknown} error
 */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/**
 * What is in the archive.
 * @param {AbortSignal} [signal]
 * @returns {Promise<Facts>}
 */
export const facts = (signal) => get("v1/archive", signal);

/**
 * A page of articles; `query` has the fields of GET /v1/articles.
 * @param {string | URLSearchParams} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<ArticlePage>}
 */
export const articles = (query, signal) => get(`v1/articles?${query}`, signal);

/**
 * How many articles there are on each day, with the fields of GET /v1/articles.
 * @param {string} query
 * @param {AbortSignal} signal
 * @returns {Promise<Days>}
 */
export const days = (query, signal) => get(`v1/archive/days?${query}`, signal);

/** Whether there is a server at all; never throws. */
export const answers = () => get("healthz").then(() => true, () => false);

/**
 * An article with one version of its text; the current one when `version` is not given.
 * @param {string} id
 * @param {number | null} [version]
 * @param {AbortSignal} [signal]
 * @returns {Promise<NoticedArticleBody>}
 */
export function article(id, version, signal) {
  return get(`v1/articles/${encodeURIComponent(id)}${version ? `?version=${version}` : ""}`, signal);
}

/**
 * What changed from one version of an article to another.
 * @param {string} id
 * @param {number} from
 * @param {number} to
 * @param {AbortSignal} signal
 * @returns {Promise<DiffBody>}
 */
export const diff = (id, from, to, signal) => get(`v1/articles/${encodeURIComponent(id)}/diff?from=${from}&to=${to}`, signal);

/**
 * Ask, and yield [event, object] as the answer is made; the last event is "done", or a Problem is thrown.
 * @param {QuestionBody} question
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<AnswerEvent>}
 */
export async function* ask(question, signal) {
  const headers = { "Content-Type": "application/json", Accept: "text/event-stream" };
  const body = JSON.stringify({ ...question, stream: true });
  yield* streamed("v1/answers", { method: "POST", headers, body, signal }, strings.broken);
}

/**
 * Yield [event, object] until "done"; a Problem is thrown on "error", and with the words `broken` when the end is missing.
 * @param {string} path
 * @param {RequestInit} options
 * @param {string} broken
 * @returns {AsyncGenerator<any>}
 */
export async function* streamed(path, options, broken) {
  const response = await request(path, options);
  for await (const [event, object] of events(response, broken)) {
    if (event === "error") throw problem(object, object.status);
    yield [event, object];
    if (event === "done") return;
  }
  throw new Problem(broken);
}

/**
 * Questions that the archive answers: about these articles, or about the newest.
 * @param {SuggestionsBody} body
 * @param {AbortSignal} signal
 * @returns {Promise<Suggestion[]>}
 */
export async function suggestions(body, signal) {
  return (await (await request("v1/suggestions", { ...posted(body), signal })).json()).questions;
}

/**
 * What became of citations since their answer was given, in their order.
 * @param {CitedBody[]} citations
 * @returns {Promise<Recheck[]>}
 */
export async function recheck(citations) {
  return (await (await request("v1/citations/check", posted({ citations }))).json()).citations;
}

/**
 * Say what an answer is worth.
 * @param {FeedbackBody} body
 */
export const rate = (body) => request("v1/feedback", posted(body));

/**
 * @param {unknown} body
 * @returns {RequestInit}
 */
function posted(body) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/**
 * @param {string} path
 * @param {AbortSignal} [signal]
 */
async function get(path, signal) {
  return (await request(path, { signal, headers: { Accept: "application/json" } })).json();
}

/**
 * The response, or a Problem is thrown.
 * @param {string} path
 * @param {RequestInit} options
 */
export async function request(path, options) {
  const response = await reached(fetch(path, withKey(options)), strings.unreachable);
  if (response.ok) return response;
  if (response.status === 401) document.dispatchEvent(new Event("key:needed"));
  throw problem(await response.json().catch(() => ({})), response.status);
}

/** @type {() => string | null} */
let keyOf = () => null;

/**
 * Send the key that `source` gives with every request that has none of its own.
 * @param {() => string | null} source
 */
export function sendKey(source) {
  keyOf = source;
}

/**
 * @param {RequestInit} options
 * @returns {RequestInit}
 */
function withKey(options) {
  const key = keyOf();
  if (!key) return options;
  const headers = new Headers(options.headers);
  if (!headers.has("Authorization")) headers.set("Authorization", `Bearer ${key}`);
  return { ...options, headers };
}

/**
 * A promise of the network; a stop by the reader stays an AbortError. That the server is gone is told to all.
 * @template Result
 * @param {Promise<Result>} promise
 * @param {string} detail
 */
async function reached(promise, detail) {
  try {
    return await promise;
  } catch (error) {
    if (isStop(error)) throw error;
    if (detail === strings.unreachable) document.dispatchEvent(new Event("server:gone"));
    throw new Problem(detail);
  }
}

/**
 * @param {Partial<ProblemBody>} document
 * @param {number} status
 */
function problem(document, status) {
  const detail = document.detail ?? document.title ?? strings.failed;
  const more = (document.errors ?? []).map(({ message }) => message).filter((message) => !detail.includes(message));
  return new Problem([detail, ...more].join(" "), status);
}

/**
 * The server-sent events of a response: EventSource itself can only GET.
 * @param {Response} response
 * @param {string} broken
 */
async function* events(response, broken) {
  if (!response.body) throw new Problem(broken);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reached(reader.read(), broken);
    if (done) return;
    const blocks = (rest + value).split(/\r\n\r\n|\n\n|\r\r/); // "event: done\n\n"
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parsed(block);
      if (event) yield event;
    }
  }
}

/**
 * [event, object] of one block; null for a comment that only keeps the connection open.
 * @param {string} block
 */
function parsed(block) {
  let event = "message";
  /** @type {string[]} */
  const data = [];
  for (const line of block.split(/\r\n|\n|\r/)) { // "event: delta\r\ndata: {}"
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? []; // which every line matches
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length ? [event, JSON.parse(data.join("\n"))] : null;
}
