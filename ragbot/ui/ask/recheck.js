/** What became of an answer's sources since it was given: some may have been retracted, or read otherwise now. */

import { element } from "../lib/element.js";
import { recheck as checkCitations } from "../lib/api.js";
import { strings } from "../lib/strings.js";

const CITATIONS = 200; // the server's limit
const WORST = ["removed", "retracted", "altered", "unknown", "changed"];

/** A sentence for each source that does not stand as it was cited; or that this cannot be told. */
export async function recheck({ citations, sources }) {
  try {
    if (!citations.length) return [];
    const found = await checkCitations(citations.slice(0, CITATIONS).map(reference));
    const told = sources.map((source) => [source, verdict(source, citations, found)]);
    return told.filter(([, one]) => one).map(([{ number }, one]) => strings.becameOf(number, one.verdict, one.text, one.note));
  } catch {
    return [strings.notRechecked];
  }
}

/** The notes above an answer that is shown again. */
export function recheckNotes(told) {
  return told.map((words) => element("p", { className: "since", dir: "auto" }, words));
}

/** The worst that became of what is cited of a source; undefined where all of it stands. */
function verdict({ number }, citations, found) {
  const ours = found.filter((_, index) => citations[index].number === number);
  return WORST.flatMap((verdict) => ours.filter((one) => one.verdict === verdict))[0];
}

function reference({ article_id, version, source_start, source_end, cited_text }) {
  return { article_id, version, source_start, source_end, cited_text };
}
