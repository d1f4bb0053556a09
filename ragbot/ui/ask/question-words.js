/** The words of a question, some of them replaced or left out. */

/** @import { Respelled } from "../lib/schema" */

/**
 * The question with other words in the place of those that were taken for typos.
 * @param {string} question
 * @param {Respelled[]} spelling
 * @param {(one: Respelled) => string} made
 */
export function respelled(question, spelling, made) {
  let [done, rest] = ["", question];
  for (const one of spelling) {
    const at = rest.indexOf(one.typed);
    if (at < 0) continue;
    done += rest.slice(0, at) + made(one);
    rest = rest.slice(at + one.typed.length);
  }
  return done + rest;
}

/**
 * The question without its words for time; an empty string when they are not in it, or nothing else is.
 * @param {string} question
 * @param {string[]} words
 */
export function without(question, words) {
  let rest = question;
  for (const word of words) {
    const at = rest.toLowerCase().indexOf(word.toLowerCase());
    if (at < 0) return "";
    rest = `${rest.slice(0, at)} ${rest.slice(at + word.length)}`;
  }
  const tidy = rest.replace(/\s+([?!.,;:])/g, "$1").replace(/\s+/g, " ").trim(); // "broke ?", "in   May"
  return /\p{L}{2}/u.test(tidy) ? tidy : "";
}
