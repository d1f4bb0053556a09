/** What was said so far, as much of it as the server takes: it keeps no conversation itself. */

/** @import { TurnBody } from "../lib/schema" */

const TURNS = 20; // messages, the server's limit
const LENGTH = 8000; // code points of each, the server's limit
const CITED = 20; // articles of each, the server's limit
const BYTES = 192 * 1024; // of all: a request may have 256 KiB, and its question and outlets need room too

export class History {
  /** @type {TurnBody[]} */
  turns = [];

  /**
   * @param {string} question
   * @param {string} answer
   * @param {string[]} cited ids of the articles that the answer cites: the story in which the next question is searched
   */
  add(question, answer, cited) {
    const added = [turn("user", question), { ...turn("assistant", answer), cited: cited.slice(0, CITED) }];
    this.turns = newest([...this.turns, ...added].slice(-TURNS));
  }

  clear() {
    this.turns = [];
  }
}

/**
 * @param {TurnBody["role"]} role
 * @param {string} text
 * @returns {TurnBody}
 */
function turn(role, text) {
  return { role, text: [...text.toWellFormed()].slice(0, LENGTH).join("") };
}

/**
 * The last turns that fit.
 * @param {TurnBody[]} turns
 */
function newest(turns) {
  let left = BYTES;
  const from = turns.findLastIndex((one) => {
    left -= size(one);
    return left < 0;
  });
  return turns.slice(from + 1);
}

/** @param {TurnBody} turn */
function size(turn) {
  return new TextEncoder().encode(JSON.stringify(turn)).length;
}
