/** Conversations kept in this browser, and nowhere else; what is read back is checked, since anybody may have written it. */

import { asMarkdown } from "./answer-text.js";
import { recheck } from "./recheck.js";
import { strings } from "../lib/strings.js";

/** @import { AnsweredQuestion, KeptConversation, LimitedQuestion } from "../lib/types" */

const PREFIX = "ragbot:conversation:";
const NAME = 200; // UTF-16 units of a name

/**
 * A conversation begins with its first question.
 * @param {string} question
 * @returns {KeptConversation}
 */
export function begun(question) {
  return { id: newId(), name: question.slice(0, NAME), changed: "", turns: [] };
}

/**
 * With one more turn; where another tab went on with it meanwhile it is a new one, so that neither loses a turn.
 * @param {KeptConversation} conversation
 * @param {AnsweredQuestion} turn
 * @returns {KeptConversation}
 */
export function grown(conversation, turn) {
  const elsewhere = asKept(conversation).changed !== conversation.changed;
  const turns = [...conversation.turns, turn];
  return { ...conversation, id: elsewhere ? newId() : conversation.id, changed: new Date().toISOString(), turns };
}

/**
 * As it is kept by now, by this tab or another; itself when it is not.
 * @param {KeptConversation} conversation
 */
export function asKept(conversation) {
  try {
    return readable(conversation.id, localStorage.getItem(PREFIX + conversation.id)) ?? conversation;
  } catch {
    return conversation;
  }
}

/**
 * Whether a conversation is kept under this key of the browser's storage.
 * @param {string | null} key
 */
export const isConversation = (key) => Boolean(key?.startsWith(PREFIX));

function newId() {
  return crypto.getRandomValues(new Uint32Array(2)).join("-");
}

/**
 * Whether the browser took it; its storage may be full, or closed to us.
 * @param {KeptConversation} conversation
 */
export function keep(conversation) {
  try {
    localStorage.setItem(PREFIX + conversation.id, JSON.stringify(conversation));
    return true;
  } catch {
    return false;
  }
}

/** All that are kept and can be read, last changed first. */
export function kept() {
  try {
    const keys = Array.from(localStorage, (_, index) => localStorage.key(index) ?? "").filter(isConversation);
    const found = keys.map((key) => readable(key.slice(PREFIX.length), localStorage.getItem(key)));
    return found.filter((one) => one !== null).sort((one, other) => (one.changed < other.changed ? 1 : -1));
  } catch {
    return [];
  }
}

/**
 * @param {KeptConversation} conversation
 * @param {string} name
 */
export function rename(conversation, name) {
  const short = name.trim().slice(0, NAME);
  return short ? keep({ ...asKept(conversation), name: short }) : true;
}

/** @param {KeptConversation} conversation */
export function forget({ id }) {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    // closed by now: nothing is kept
  }
}

/** @param {KeptConversation} conversation */
export function toJSON({ name, changed, turns }) {
  return `${JSON.stringify({ name, changed, turns }, null, 2)}\n`;
}

/**
 * With what became of the sources since; each footnote has a label of its own in all of it.
 * @param {KeptConversation} conversation
 */
export async function toMarkdown({ turns }) {
  const parts = [];
  let used = 0;
  for (const { asked, answer } of turns) {
    try {
      parts.push(asMarkdown(answer, asked, await recheck(answer), used));
      used += Math.max(0, ...answer.sources.map(({ number }) => number));
    } catch {
      parts.push(`${strings.unreadable}\n`); // whatever stands there, it is no answer of ours
    }
  }
  return parts.join("\n---\n\n");
}

/**
 * @param {string} id
 * @param {string | null} text
 * @returns {KeptConversation | null}
 */
function readable(id, text) {
  try {
    /** @type {KeptConversation} */
    const { name, changed, turns } = JSON.parse(text ?? "");
    const good = turns.filter(({ asked, answer }) => typeof asked.question === "string" && typeof answer.answer === "string");
    if (!good.length || Number.isNaN(Date.parse(changed))) return null;
    return { id, name: String(name).slice(0, NAME), changed, turns: good.map((turn) => ({ ...turn, asked: limited(turn.asked) })) };
  } catch {
    return null;
  }
}

/**
 * @param {{question: string, since: unknown, until: unknown, sources: unknown}} question
 * @returns {LimitedQuestion}
 */
function limited({ question, since, until, sources }) {
  const day = (/** @type {unknown} */ value) => (typeof value === "string" ? value : null);
  const names = Array.isArray(sources) ? sources.filter((name) => typeof name === "string") : [];
  return { question, since: day(since), until: day(until), sources: names };
}
