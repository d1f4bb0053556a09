/** What goes in, one after the other: each on a line with its progress and a way to stop it, then with its report. */

import { button, element, foreign } from "../lib/element.js";
import { isStop } from "../lib/api.js";
import { statusOf } from "./operator-api.js";
import { reportOf } from "./upload-report.js";
import { strings } from "../lib/strings.js";

/** @import { UploadEvent } from "./operator-api.js" */
/** @import { Announce, WordsFor } from "../lib/types" */
/** @import { Part } from "../lib/element.js" */
/** @import { Report } from "../lib/schema" */

/** @typedef {(signal: AbortSignal) => AsyncGenerator<UploadEvent>} Deliver */
/** @typedef {ReturnType<typeof line>} Line */

/**
 * `wordsFor(error)` gives the words for an error, `announce(words)` tells who cannot see.
 * @param {WordsFor} wordsFor
 * @param {Announce} announce
 */
export function uploads(wordsFor, announce) {
  const list = element("ol");
  const section = element("section", { className: "intake", hidden: true }, element("h3", {}, strings.takenIn), list);
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();

  /**
   * Take `deliver(signal)` in, which yields events, under a name; it waits for those before it.
   * The promise is of the report, or of null when there is none.
   * @param {string} name
   * @param {Deliver} deliver
   * @returns {Promise<Report | null>}
   */
  function add(name, deliver) {
    const again = () => add(name, deliver);
    const entry = put(line(name, again));
    const run = last.then(() => go(entry, name, deliver));
    last = run;
    return run;
  }

  /**
   * Only say why something is not even sent.
   * @param {string} name
   * @param {string} words
   */
  function refuse(name, words) {
    put(line(name)).fail(words, false);
    announce(`${name}: ${words}`);
  }

  /**
   * After those that wait or run, else on top.
   * @param {Line} entry
   */
  function put(entry) {
    const last = [...list.children].findLast((item) => item.ariaBusy === "true");
    if (last) last.after(entry.item);
    else list.prepend(entry.item);
    section.hidden = false;
    if (!last) entry.item.scrollIntoView({ block: "nearest" });
    return entry;
  }

  /**
   * @param {Line} entry
   * @param {string} name
   * @param {Deliver} deliver
   */
  async function go(entry, name, deliver) {
    const { signal } = entry;
    try {
      signal.throwIfAborted();
      announce(strings.going(name));
      entry.begin();
      for await (const [event, object] of deliver(signal)) {
        if (event === "progress") entry.progress(object);
        if (event === "done") return ended(entry, name, object);
      }
    } catch (error) {
      const words = isStop(error) ? strings.takenBefore : wordsFor(error);
      entry.fail(words, isPassing(error));
      announce(`${name}: ${words}`);
    }
    return null;
  }

  /**
   * @param {Line} entry
   * @param {string} name
   * @param {Report} report
   */
  function ended(entry, name, report) {
    entry.end(report);
    announce(`${name}: ${strings.reported(report)}`);
    return report;
  }

  return { section, add, refuse };
}

/**
 * The line of one of them, and what changes in it.
 * @param {string} name
 * @param {() => void} [again]
 */
function line(name, again) {
  const stopping = new AbortController();
  const bar = element("progress", { ariaLabel: name, hidden: true });
  const words = element("span", {}, strings.waiting);
  const halt = () => {
    stopping.abort();
    show(element("p", { className: "counts" }, strings.takenBefore));
  };
  const stop = button(strings.stop, halt, { className: "plain", "aria-label": `${strings.stop}: ${name}` });
  const state = element("div", { className: "going quiet" }, bar, words, stop);
  const item = element("li", { ariaBusy: "true" }, element("p", { className: "name", dir: "auto" }, foreign(name)), state);
  const show = (/** @type {Part[]} */ ...children) => {
    const held = item.contains(document.activeElement);
    state.remove();
    item.ariaBusy = "false";
    item.append(...children);
    if (held) focus(item);
  };
  return {
    item,
    signal: stopping.signal,
    begin: () => {
      bar.hidden = false;
      words.textContent = strings.sending;
    },
    progress: (/** @type {{done: number, expected: number | null}} */ { done, expected }) => {
      if (expected) [bar.max, bar.value] = [expected, done];
      words.textContent = strings.progress(done, expected);
    },
    end: (/** @type {Report} */ report) => show(...reportOf(report, name)),
    fail: (/** @type {string} */ why, /** @type {boolean} */ isPassing) => {
      if (!stopping.signal.aborted) show(element("p", { className: "counts" }, why), isPassing && again ? retry(again) : "");
    },
  };
}

/**
 * Whether it may go in later: the server was gone or failed, or the key was not the present one.
 * @param {unknown} error
 */
function isPassing(error) {
  const status = statusOf(error);
  return !status || status === 401 || status >= 500;
}

/** @param {() => void} again */
function retry(again) {
  return button(strings.retry, (pressed) => {
    focus(pressed.closest("li"));
    pressed.remove();
    again();
  });
}

/**
 * What was pressed is gone: the focus stays on its line.
 * @param {HTMLElement | null} item
 */
function focus(item) {
  if (!item) return;
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
}
