/** What only an operator may do: hand articles over, and set what becomes of them. A key that is refused is forgotten. */

import { archiveChanged, keepKey, operatorKey } from "./operator-key.js";
import { Problem, request, streamed } from "../lib/api.js";
import { strings } from "../lib/strings.js";

/** @import { Candidate, Candidates, ChangeBody, Changes, FollowedBody, FollowedList, FollowedSource, FormatsBody, Permissions, Report, StateBody, StateReport } from "../lib/schema" */
/** @import { KeyScope } from "./operator-key.js" */

/** @typedef {Record<string, string>} Headers */
/** @typedef {["progress", {done: number, expected: number | null}] | ["done", Report]} UploadEvent of which "done" is the last */

export const JSON_BODY = { "Content-Type": "application/json" };

/**
 * What this key may do; null when the server does not take it. Throws a Problem when it says neither.
 * @param {string} key
 * @returns {Promise<KeyScope[] | null>}
 */
export async function scopesOf(key) {
  if (!/^[\x21-\x7e]+$/.test(key)) return null; // no header can carry it
  try {
    /** @type {Permissions} */
    const { scopes } = await (await request("v1/permissions", { headers: authorization(key) })).json();
    return scopes;
  } catch (error) {
    if (statusOf(error) === 401) return null;
    throw error;
  }
}

/**
 * The key for a code of a link, which works once. Throws a Problem that says so.
 * @param {string} code
 * @returns {Promise<string>}
 */
export async function keyFor(code) {
  const response = await request("v1/login", post({}, JSON_BODY, JSON.stringify({ code })));
  return (await response.json()).key;
}

/**
 * `{suffixes, packed}`: the ends of the names of files that are taken, and those that may stand behind them.
 * @returns {Promise<FormatsBody>}
 */
export async function formatsRead() {
  const response = await asOperator((headers) => request("v1/formats", { headers }));
  return response.json();
}

/**
 * Yield [event, object]: "progress" {done, expected} any number of times, then "done" with the report.
 * @param {File} file
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<UploadEvent>}
 */
export function deliverFile(file, signal) {
  const path = `v1/articles/file?${new URLSearchParams({ name: file.name })}`;
  return delivered(path, { "Content-Type": "application/octet-stream" }, file, signal);
}

/**
 * The same for the page at an address.
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<UploadEvent>}
 */
export function deliverPage(url, signal) {
  return delivered("v1/articles/url", JSON_BODY, JSON.stringify({ url }), signal);
}

/**
 * The same for a record with the fields of an article.
 * @param {Record<string, string>} record
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<UploadEvent>}
 */
export async function* deliverRecord(record, signal) {
  const response = await asOperator((headers) =>
    request("v1/articles", { ...post(headers, JSON_BODY, JSON.stringify({ articles: [record] })), signal }),
  );
  archiveChanged();
  yield ["done", await response.json()];
}

/**
 * `{result, notice}`, after an article is live, corrected, retracted or removed.
 * @param {string} id
 * @param {StateBody["state"]} state
 * @param {string | null} reason
 * @returns {Promise<StateReport>}
 */
export async function setState(id, state, reason) {
  const path = `v1/articles/${encodeURIComponent(id)}/state`;
  const response = await asOperator((headers) => request(path, post(headers, JSON_BODY, JSON.stringify({ state, reason }))));
  archiveChanged();
  return response.json();
}

/**
 * `{sources}`: with the key also what only an operator may know of them.
 * @returns {Promise<FollowedList>}
 */
export async function followed() {
  const key = operatorKey();
  if (!key) return (await request("v1/sources", {})).json();
  return (await asOperator((headers) => request("v1/sources", { headers }))).json();
}

/**
 * `{source, history}`: one of them with its checks, the newest first.
 * @param {string} id
 * @returns {Promise<FollowedBody>}
 */
export async function sourceAlone(id) {
  return (await asOperator((headers) => request(sourcePath(id), { headers }))).json();
}

/** The followed feeds, as feed readers take them. */
export async function feedsAsOPML() {
  return (await asOperator((headers) => request("v1/sources/opml", { headers }))).text();
}

/**
 * `{added, unchanged}`, after the feeds of such a file are followed: the addresses that are new, and how many were not.
 * @param {File} file
 * @returns {Promise<Changes>}
 */
export async function followOPML(file) {
  const kind = { "Content-Type": "application/octet-stream" };
  return (await asOperator((headers) => request("v1/sources/opml", post(headers, kind, file)))).json();
}

/**
 * `{candidates}`: what can be followed at an address.
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Candidates>}
 */
export async function discover(url, signal) {
  const body = JSON.stringify({ url });
  const ask = (/** @type {Headers} */ headers) => request("v1/sources/discover", { ...post(headers, JSON_BODY, body), signal });
  return (await asOperator(ask)).json();
}

/**
 * `{source, isNew}`, after one of them is followed.
 * @param {Candidate} candidate
 * @returns {Promise<{source: FollowedSource, isNew: boolean}>}
 */
export async function follow({ address, kind }) {
  const body = JSON.stringify({ url: address, kind });
  const response = await asOperator((headers) => request("v1/sources", post(headers, JSON_BODY, body)));
  return { source: await response.json(), isNew: response.status === 201 };
}

/**
 * The source after a change, such as `{state: "paused"}`.
 * @param {string} id
 * @param {ChangeBody} change
 * @returns {Promise<FollowedSource>}
 */
export async function changeSource(id, change) {
  const body = JSON.stringify(change);
  const ask = (/** @type {Headers} */ headers) => request(sourcePath(id), { ...post(headers, JSON_BODY, body), method: "PATCH" });
  return (await asOperator(ask)).json();
}

/** @param {string} id */
export async function forgetSource(id) {
  await asOperator((headers) => request(sourcePath(id), { method: "DELETE", headers }));
}

/** @param {string} id */
const sourcePath = (id) => `v1/sources/${encodeURIComponent(id)}`;

/**
 * The ids that an article with this address may have.
 * @param {string} named
 * @returns {Promise<string[]>}
 */
export async function idsOf(named) {
  const path = `v1/archive/ids?${new URLSearchParams({ named })}`;
  const response = await asOperator((headers) => request(path, { headers }));
  return (await response.json()).ids;
}

/**
 * @param {string} path
 * @param {Headers} kind
 * @param {BodyInit} body
 * @param {AbortSignal} signal
 */
async function* delivered(path, kind, body, signal) {
  const key = neededKey();
  const options = { ...post(authorization(key), { ...kind, Accept: "text/event-stream" }, body), signal };
  try {
    yield* streamed(path, options, strings.deliveryBroken);
  } catch (error) {
    throw explained(error, key);
  } finally {
    archiveChanged(); // what went in before a failure or a stop stays
  }
}

/** @param {(headers: Headers) => Promise<Response>} ask */
export async function asOperator(ask) {
  const key = neededKey();
  try {
    return await ask(authorization(key));
  } catch (error) {
    throw explained(error, key);
  }
}

/**
 * @param {Headers} headers
 * @param {Headers} kind
 * @param {BodyInit} body
 * @returns {RequestInit}
 */
export function post(headers, kind, body) {
  return { method: "POST", headers: { ...headers, ...kind }, body };
}

/**
 * @param {string} key
 * @returns {Headers}
 */
function authorization(key) {
  return { Authorization: `Bearer ${key}` };
}

/** The key; it may be forgotten while something waits for its turn. */
function neededKey() {
  const key = operatorKey();
  if (!key) throw new Problem(strings.keyMissing, 401);
  return key;
}

/**
 * The same error; one about the key in words for people, and then the key is asked for again.
 * @param {unknown} error
 * @param {string} key
 */
function explained(error, key) {
  if (!(error instanceof Problem) || error.status !== 401) return error;
  error.message = strings.keyGone;
  if (operatorKey() === key) keepKey(null);
  return error;
}

/**
 * The HTTP status of an error; 0 when no server gave one.
 * @param {unknown} error
 */
export function statusOf(error) {
  return error instanceof Problem ? error.status : 0;
}
