/** Whether the server answers: when it is gone the page says so, and asks again by itself until it is back. */

import { answers } from "./api.js";
import { strings } from "./strings.js";

const FIRST = 1000; // ms until it is asked again
const LONGEST = 15_000; // ms, to which the wait doubles

/**
 * `line` tells that the server is gone. Its coming back is told to all by the event "server:back", as its going is.
 * @param {HTMLElement} line
 */
export function watchServer(line) {
  let timer = 0;
  let wait = FIRST;
  let back = -Infinity; // ms: when it was

  document.addEventListener("server:gone", () => {
    if (timer) return;
    line.textContent = strings.gone;
    if (performance.now() - back > LONGEST) wait = FIRST; // else something is in its way that comes and goes
    later();
  });
  window.addEventListener("online", () => timer && ask());

  function later() {
    timer = setTimeout(ask, wait);
    wait = Math.min(2 * wait, LONGEST);
  }

  async function ask() {
    clearTimeout(timer);
    if (!(await answers())) return later();
    timer = 0;
    line.textContent = "";
    back = performance.now();
    document.dispatchEvent(new Event("server:back"));
  }
}
