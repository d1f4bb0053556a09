/** The history of an article: its versions, each to be read, and what differs between two of them. */

import { changeList } from "./changes.js";
import { diff, messageOf } from "../lib/api.js";
import { button, dotted, element } from "../lib/element.js";
import { strings } from "../lib/strings.js";
import { time } from "../lib/dates.js";

/** @import { Versions } from "./changes.js" */
/** @import { Read, ReadingPlace } from "../lib/types" */
/** @import { DiffBody, NoticedArticleBody, VersionSummary } from "../lib/schema" */

/**
 * Which version this is, a word when there is a newer one, and all of them when there are several.
 * @param {NoticedArticleBody} found
 * @param {ReadingPlace} place
 * @param {Read} read
 */
export function history({ article, version, versions }, place, read) {
  const seen = element("span", {}, strings.seen, time(version.seen, "medium"));
  const which = strings.version(version.number, Math.max(versions.length, version.number));
  const open = (/** @type {number} */ number) => read({ ...place, version: number, spans: number === version.number ? place.spans : [], opener: null });
  return [
    element("p", { className: "quiet" }, ...dotted(which, seen)),
    version.number < article.version ? newer(article.version, open) : null,
    versions.length > 1 ? allVersions(article.id, version.number, versions, open, read) : null,
  ];
}

/**
 * @param {number} number
 * @param {(number: number) => void} open
 */
function newer(number, open) {
  return element("p", { className: "note" }, strings.newer, " ", button(strings.readVersion(number), () => open(number)));
}

/**
 * Folded; the comparison is asked for when it is unfolded.
 * @param {string} id
 * @param {number} shown
 * @param {VersionSummary[]} versions
 * @param {(number: number) => void} open
 * @param {Read} read
 */
function allVersions(id, shown, versions, open, read) {
  const lines = versions.map((one) => {
    const name = one.number === shown ? element("span", { ariaCurrent: "true" }, strings.thisVersion(one.number)) : button(strings.readVersion(one.number), () => open(one.number));
    return element("li", {}, ...dotted(name, element("span", {}, strings.seen, time(one.seen, "medium"))));
  });
  const comparison = comparing(id, shown, versions, read);
  const folded = element("details", { className: "versions" }, element("summary", {}, strings.versions(versions.length)));
  folded.append(element("ol", { className: "quiet" }, ...lines), comparison.element);
  folded.addEventListener("toggle", () => folded.open && comparison.show());
  return folded;
}

/**
 * Two versions to choose, and what differs between them.
 * @param {string} id
 * @param {number} shown
 * @param {VersionSummary[]} versions
 * @param {Read} read
 */
function comparing(id, shown, versions, read) {
  const from = choice(strings.compareFrom, versions, Math.max(versions[0].number, shown - 1));
  const to = choice(strings.compareTo, versions, Math.max(versions[1].number, shown));
  const status = element("p", { className: "quiet", role: "status" });
  const found = element("div");
  /** @type {AbortController | null} */
  let asking = null;
  const show = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const [first, second] = [from, to].map((select) => Number(select.value));
    try {
      const difference = await diff(id, first, second, signal);
      status.textContent = strings.differences(difference.changes.length);
      found.replaceChildren(...differing(difference, { article: id, from: first, to: second }, read));
    } catch (error) {
      if (signal.aborted) return;
      status.textContent = messageOf(error);
      found.replaceChildren();
    }
  };
  for (const part of [from, to]) part.addEventListener("change", show);
  return { show, element: element("div", { className: "comparing" }, element("p", { className: "quiet" }, ...[from, to].map(labelled)), status, found) };
}

/**
 * @param {string} label
 * @param {VersionSummary[]} versions
 * @param {number} chosen
 */
function choice(label, versions, chosen) {
  const options = versions.map(({ number }) => element("option", { value: number, selected: number === chosen }, strings.numbered(number)));
  return element("select", { ariaLabel: label }, ...options);
}

/** @param {HTMLSelectElement} select */
function labelled(select) {
  return element("label", {}, `${select.ariaLabel} `, select, " ");
}

/**
 * The publisher's words about it, the headlines if they differ, and the sentences.
 * @param {DiffBody} difference
 * @param {Versions} versions
 * @param {Read} read
 */
function differing({ note, changes, from_version: before, to_version: after }, versions, read) {
  const retitled = before.title !== after.title;
  const titles = [element("dt", {}, strings.wasTitled), element("dd", { dir: "auto" }, before.title), element("dt", {}, strings.isTitled), element("dd", { dir: "auto" }, after.title)];
  return [
    ...(note ? [element("p", { className: "reason", dir: "auto" }, note)] : []),
    ...(retitled ? [element("dl", {}, ...titles)] : []),
    ...changeList(changes, versions, read),
  ];
}
