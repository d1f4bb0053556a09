/** What became of an answer's sources since it was given: some may have been retracted, or read otherwise now. */

import { element } from "../lib/element.js";
import { recheck as checkCitations } from "../lib/api.js";
import { strings } from "../lib/strings.js";

/** @import { AnswerBody, CitedBody, Citation, Recheck, Source } from "../lib/schema" */

const CITATIONS = 200; // the server's limit
/** @type {Exclude<Recheck["verdict"], "holds">[]} */
const WORST = ["removed", "retracted", "altered", "unknown", "changed"];

/**
 * A sentence for each source that does not stand as it was cited; or that this cannot be told.
 * @param {AnswerBody} answer
 */
export async function recheck({ citations, sources }) {
  try {
    if (!citations.length) return [];
    const found = await checkCitations(citations.slice(0, CITATIONS).map(reference));
    return sources.flatMap((source) => sentence(source, worst(source, citations, found)));
  } catch {
    return [strings.notRechecked];
  }
}

/**
 * The notes above an answer that is shown again.
 * @param {string[]} sentences
 */
export function recheckNotes(sentences) {
  return sentences.map((words) => element("p", { className: "since", dir: "auto" }, words));
}

/**
 * @param {Source} source
 * @param {Recheck | undefined} became
 */
function sentence({ number }, became) {
  if (!became || became.verdict === "holds") return [];
  return [strings.becameOf(number, became.verdict, became.text, became.note)];
}

/**
 * The worst that became of what is cited of a source; undefined where all of it stands.
 * @param {Source} source
 * @param {Citation[]} citations
 * @param {Recheck[]} found
 */
function worst({ number }, citations, found) {
  const ours = found.filter((_, index) => citations[index].number === number);
  return WORST.flatMap((verdict) => ours.filter((one) => one.verdict === verdict))[0];
}

/**
 * @param {Citation} citation
 * @returns {CitedBody}
 */
function reference({ article_id, version, source_start, source_end, cited_text }) {
  return { article_id, version, source_start, source_end, cited_text };
}
