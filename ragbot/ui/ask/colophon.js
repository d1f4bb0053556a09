/** The small print under an answer: how fresh it is and who wrote it. */

import { dotted, element } from "../lib/element.js";
import { published, time } from "../lib/dates.js";
import { strings } from "../lib/strings.js";

/** @import { AnswerBody } from "../lib/schema" */

/** @param {AnswerBody} answer */
export function colophon(answer) {
  const lines = [freshness(answer), author(answer)];
  const shown = lines.filter((line) => line?.length);
  return element("footer", { className: "colophon quiet" }, ...shown.map((line) => element("p", {}, ...line)));
}

/**
 * How old the newest article is that the answer rests on, and the archive itself.
 * @param {AnswerBody} answer
 */
function freshness({ newest_evidence: newest, newest_evidence_age: age, archive_as_of: asOf }) {
  const before = age === null ? "" : ` (${strings.before(age)})`;
  return [
    ...(newest ? [strings.newest, published(newest), before, ". "] : []),
    ...(asOf ? [strings.archiveAsOf, time(asOf, "medium"), "."] : []),
  ];
}

/** @param {AnswerBody} answer */
function author({ citations, backend, dropped_citations: dropped }) {
  const wrote = backend === "extractive" ? strings.extractive : strings.writtenBy(backend);
  return dotted(citations.length ? wrote : null, dropped > 0 && strings.dropped(dropped));
}
