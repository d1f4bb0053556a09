/** The followed feeds as one file for feed readers, and such a file followed. */

import { button, element } from "../lib/element.js";
import { download } from "../lib/download.js";
import { feedsAsOPML, followOPML } from "./operator-api.js";
import { strings } from "../lib/strings.js";

/** @import { Announce, WordsFor } from "../lib/types" */
/** @import { FollowedSource } from "../lib/schema" */

const MOST = 4 * 1024 * 1024; // bytes, the server's limit

/**
 * `wordsFor(error)` gives the words for an error, `announce(words)` tells who cannot see, `added()` that there may be new ones.
 * @param {WordsFor} wordsFor
 * @param {Announce} announce
 * @param {() => void} added
 */
export function opmlWays(wordsFor, announce, added) {
  const box = element("input", { type: "file", id: "opml", accept: ".opml,.xml", className: "unseen" });
  box.setAttribute("aria-describedby", "opml-said");
  const take = element("label", { className: "take", htmlFor: "opml" }, box, element("span", { className: "choose" }, strings.opmlIn));
  const give = button(strings.opmlOut, () => attempt(save), { className: "plain", id: "opml-out" });
  const said = element("p", { id: "opml-said", className: "quiet" });
  const section = element("div", { className: "opml" }, element("p", { className: "acts" }, take, give), said);
  box.addEventListener("change", () => {
    const [file] = box.files ?? [];
    box.value = ""; // so that the same file can be chosen again
    if (file) attempt(() => follow(file));
  });

  /** @param {() => Promise<void>} act */
  async function attempt(act) {
    say("");
    try {
      await act();
    } catch (error) {
      say(wordsFor(error));
    }
  }

  async function save() {
    download(await feedsAsOPML(), "text/x-opml", `ragbot-${new Date().toISOString().slice(0, 10)}.opml`);
  }

  /** @param {File} file */
  async function follow(file) {
    if (file.size > MOST) return say(strings.opmlTooLarge);
    const { added: fresh, unchanged } = await followOPML(file);
    say(strings.opmlTaken(fresh.length, unchanged));
    if (fresh.length) added();
  }

  /** @param {string} words */
  function say(words) {
    said.textContent = words;
    announce(words);
  }

  /**
   * There is nothing to save where no feed is followed.
   * @param {FollowedSource[]} sources
   */
  const offer = (sources) => (give.hidden = !sources.some(({ kind }) => kind === "feed"));

  return { section, offer };
}
