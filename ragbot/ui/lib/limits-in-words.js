/** The limits that hold, in words: "Only The Harbour Post, in German, from 1 August 2025". */

import { dayRange } from "./dates.js";
import { dotted, element, listed } from "./element.js";
import { strings } from "./strings.js";

/** @import { Limits } from "./types" */

const NAMED = 2; // outlets or languages; more are counted

/**
 * Children of a line; none when everything is searched.
 * @param {Limits & {languages?: string[], retracted?: boolean}} limits
 */
export function limitsInWords({ sources, languages = [], since, until, retracted = false }) {
  const parts = [
    sources.length > NAMED ? [strings.someOutlets(sources.length)] : listed(sources),
    languages.length ? [strings.inLanguages, ...languageList(languages)] : [],
    [dayRange(since, until)],
  ];
  const shown = parts.filter((part) => part.join(""));
  const only = shown.length ? [strings.only, ...shown.flatMap((part, index) => [index ? ", " : "", ...part])] : [];
  return dotted(only.length ? element("span", {}, ...only) : null, retracted ? strings.retractedToo : null);
}

/** @param {string[]} codes */
function languageList(codes) {
  return codes.length > NAMED ? [strings.someLanguages(codes.length)] : listed(codes.map(languageName));
}

/**
 * The English name of a language by its code; the code itself when it has none.
 * @param {string} code
 * @returns {string}
 */
export function languageName(code) {
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
