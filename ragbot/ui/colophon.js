/** The small print under an answer: what was searched, who wrote it, how fresh the archive is. */

import { dotted, element } from "./element.js";
import { range, time, written } from "./dates.js";
import { strings } from "./strings.js";

export function colophon(answer) {
  const { backend, archive_as_of: asOf, dropped_citations: dropped } = answer;
  const wrote = backend === "extractive" ? strings.extractive : strings.writtenBy(backend);
  const line = dotted(
    answer.outcome === "not_in_archive" ? null : wrote,
    asOf && element("span", {}, strings.archiveAsOf, time(asOf, "medium")),
    dropped > 0 && strings.dropped(dropped),
  );
  const lines = [searchedFor(answer), searchedDays(answer.window), line];
  return element("footer", { className: "colophon quiet" }, ...lines.filter(Boolean).map((one) => element("p", {}, ...one)));
}

function searchedFor({ question, standalone_question: standalone }) {
  return standalone && standalone !== question ? [strings.searchedFor, element("q", { dir: "auto" }, standalone)] : null;
}

function searchedDays({ since, until }) {
  const days = dayRange(since, until);
  return days && [strings.searchedDays + days];
}

/** "from 1 July 2025", "to …" or both; an empty string when neither is set. */
export function dayRange(since, until) {
  if (since && until) return since <= until ? range(since, until) : "";
  if (since) return strings.from(written(since));
  return until ? strings.to(written(until)) : "";
}
