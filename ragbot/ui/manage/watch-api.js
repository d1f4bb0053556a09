/** Standing questions: whoever may ask reads them, and an operator makes, changes and deletes them. */

import { JSON_BODY, asOperator, post } from "./operator-api.js";
import { operatorKey } from "./operator-key.js";
import { request } from "../lib/api.js";

/** @import { NewWatch, WatchBody, WatchChangeBody, WatchHistory, WatchList, WatchSummary } from "../lib/schema" */

/**
 * `{watches}`: with an operator's key also the whole addresses of their webhooks.
 * @returns {Promise<WatchList>}
 */
export const watches = () => read("v1/watches");

/**
 * `{watch, updates}`: one of them with what changed, the newest first.
 * @param {string} id
 * @returns {Promise<WatchHistory>}
 */
export const watchAlone = (id) => read(watchPath(id));

/**
 * `{watch, isNew}`, after a question is watched.
 * @param {WatchBody} body
 * @returns {Promise<{watch: WatchSummary, isNew: boolean}>}
 */
export async function watchQuestion(body) {
  const response = await asOperator((headers) => request("v1/watches", post(headers, JSON_BODY, JSON.stringify(body))));
  /** @type {NewWatch} */
  const { watch } = await response.json();
  return { watch, isNew: response.status === 201 };
}

/**
 * The watch after a change, such as `{state: "paused"}`.
 * @param {string} id
 * @param {WatchChangeBody} change
 * @returns {Promise<WatchSummary>}
 */
export async function changeWatch(id, change) {
  const body = JSON.stringify(change);
  return (await asOperator((headers) => request(watchPath(id), { ...post(headers, JSON_BODY, body), method: "PATCH" }))).json();
}

/** @param {string} id */
export async function deleteWatch(id) {
  await asOperator((headers) => request(watchPath(id), { method: "DELETE", headers }));
}

/**
 * The whole address of its Atom feed.
 * @param {string} id
 */
export const feedAddress = (id) => new URL(`${watchPath(id)}/feed.atom`, document.baseURI).href;

/** @param {string} id */
const watchPath = (id) => `v1/watches/${encodeURIComponent(id)}`;

/** @param {string} path */
async function read(path) {
  if (!operatorKey()) return (await request(path, {})).json();
  return (await asOperator((headers) => request(path, { headers }))).json();
}
