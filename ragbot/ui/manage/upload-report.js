/** What became of the articles that went in: how many, and the reasons of those that did not. */

import { element, listed, isShown } from "../lib/element.js";
import { strings } from "../lib/strings.js";

/** @import { Problem, Report } from "../lib/schema" */

const SHOWN = 20; // reasons; more are counted

/**
 * The parts of a report under the line of what went in, whose name is not said again.
 * @param {Report} report
 * @param {string} name
 */
export function reportOf(report, name) {
  return [
    element("p", { className: "counts" }, strings.reported(report)),
    report.interrupted ? element("p", {}, strings.interrupted) : null,
    reasons(strings.failedBecause, report.failed, name, report.failed_more),
    reasons(strings.warned, report.warnings, name),
    report.passed_over?.length ? element("p", { className: "quiet" }, strings.passedOver(report.passed_over)) : null,
  ].filter(isShown);
}

/**
 * Each reason once, with those that it is about; nothing where there are none.
 * @param {string} heading
 * @param {Problem[]} problems
 * @param {string} name
 * @param {number} untold
 */
export function reasons(heading, problems, name, untold = 0) {
  if (!problems.length) return null;
  const shown = problems.slice(0, SHOWN);
  const items = [...new Set(shown.map(({ reason }) => reason))].map((reason) => {
    const origins = shown.filter((problem) => problem.reason === reason).map(({ origin }) => origin);
    const where = origins.some((origin) => origin !== name) ? element("p", { className: "quiet" }, ...listed(origins)) : null;
    return element("li", {}, element("p", { dir: "auto" }, reason), where);
  });
  const left = problems.length - shown.length + untold;
  const more = left ? element("li", {}, strings.moreReasons(left)) : null;
  return element("div", { className: "reasons" }, element("h4", {}, heading), element("ul", {}, ...items, more));
}
