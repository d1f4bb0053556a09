/** The HTTP API: objects as JSON, and an answer as the events that make it. */

import { strings } from "./strings.js";

/** Why a request got no answer, in a sentence for people. */
export class Problem extends Error {
  constructor(detail, status = 0) {
    super(detail);
    this.status = status;
  }
}

/** What is in the archive. */
export const facts = (signal) => get("v1/archive", signal);

/** The newest articles, without their texts. */
export const latest = (limit, signal) => get(`v1/articles?limit=${limit}`, signal);

/** An article with one version of its text; the current one when `version` is not given. */
export function article(id, version, signal) {
  return get(`v1/articles/${encodeURIComponent(id)}${version ? `?version=${version}` : ""}`, signal);
}

/** Ask, and yield [event, object] as the answer is made; the last event is "done", or a Problem is thrown. */
export async function* ask(question, signal) {
  const response = await request("v1/answers", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ ...question, stream: true }),
    signal,
  });
  for await (const [event, object] of events(response)) {
    if (event === "error") throw problem(object, object.status);
    yield [event, object];
    if (event === "done") return;
  }
  throw new Problem(strings.broken);
}

async function get(path, signal) {
  return (await request(path, { signal, headers: { Accept: "application/json" } })).json();
}

async function request(path, options) {
  const response = await reached(fetch(path, options), strings.unreachable);
  if (response.ok) return response;
  throw problem(await response.json().catch(() => ({})), response.status);
}

/** A promise of the network; a stop by the reader stays an AbortError. */
async function reached(promise, detail) {
  try {
    return await promise;
  } catch (error) {
    throw error.name === "AbortError" ? error : new Problem(detail);
  }
}

function problem(document, status) {
  const fields = (document.errors ?? []).map((error) => error.message);
  const detail = [document.detail ?? document.title ?? strings.failed, ...fields].join(" ");
  return new Problem(detail, status);
}

/** The server-sent events of a response: EventSource itself can only GET. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reached(reader.read(), strings.broken);
    if (done) return;
    const blocks = (rest + value).split(/\r\n\r\n|\n\n|\r\r/);
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parsed(block);
      if (event) yield event;
    }
  }
}

/** [event, object] of one block; null for a comment that only keeps the connection open. */
function parsed(block) {
  let event = "message";
  const data = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length ? [event, JSON.parse(data.join("\n"))] : null;
}
