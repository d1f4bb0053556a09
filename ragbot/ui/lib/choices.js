/** Boxes to tick, for outlets or languages: at most two dozen are shown, and a field finds the others by their names. */

import { element, foreign } from "./element.js";
import { strings } from "./strings.js";

/** @typedef {{value: string, articles: number}} Choice */
/** @typedef {ReturnType<typeof tickBox>} TickBox its letters are those that find it */

const SHOWN = 24; // boxes at once: each is a stop of the Tab key, and real archives have hundreds of outlets

/**
 * @param {HTMLFieldSetElement} fieldset holds a legend, and gets the boxes
 * @param {string} finding the label of the field
 * @param {(value: string) => string} named the name of a value for people
 */
export function choices(fieldset, finding, named = (value) => value) {
  const field = element("input", { type: "search", dir: "auto", autocomplete: "off" });
  const finder = element("label", { className: "finder quiet" }, finding, " ", field);
  const list = element("div", { className: "choices" });
  /** @type {TickBox[]} */
  let boxes = [];
  const more = element("p", { className: "quiet" });
  /** @type {Choice[]} */
  let known = [];
  let drawn = "";
  fieldset.append(finder, list, more);
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault()); // it asks nothing

  /**
   * Offer `{value, articles}`, keeping what is chosen.
   * @param {Choice[]} values
   */
  function offer(values) {
    const before = chosen();
    known = values;
    choose(before);
  }

  /**
   * Tick these, and no others; a link may name some that the archive does not have.
   * @param {string[]} values
   */
  function choose(values) {
    const strangers = values.filter((value) => !known.some((one) => one.value === value));
    draw([...known, ...strangers.map((value) => ({ value, articles: 0 }))]);
    for (const { box } of boxes) box.checked = values.includes(box.value);
    fieldset.hidden = boxes.length < 2 && !values.length; // one alone is no choice
    narrow();
  }

  function chosen() {
    return boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
  }

  /**
   * The same boxes stay, and with them the focus of the reader.
   * @param {Choice[]} all
   */
  function draw(all) {
    if (JSON.stringify(all) === drawn) return;
    drawn = JSON.stringify(all);
    finder.hidden = all.length <= SHOWN;
    boxes = all.map(({ value, articles }) => tickBox(value, named(value), articles));
    list.replaceChildren(...boxes.map(({ label }) => label));
  }

  /** Show what is chosen, and the first of those that have the letters in the field. */
  function narrow() {
    const letters = field.value.trim().toLowerCase();
    let left = SHOWN;
    let hidden = 0;
    for (const { box, label, letters: name } of boxes) {
      const has = name.includes(letters);
      label.hidden = !box.checked && !(has && left-- > 0);
      if (has && label.hidden) hidden += 1;
    }
    more.textContent = hidden ? strings.moreNames(hidden) : "";
  }

  return { offer, choose, chosen };
}

/**
 * @param {string} value
 * @param {string} name
 * @param {number} articles
 */
function tickBox(value, name, articles) {
  const box = element("input", { type: "checkbox", value });
  const many = articles ? element("span", { className: "quiet" }, ` ${articles.toLocaleString()}`) : null;
  const label = element("label", {}, box, " ", foreign(name), many);
  return { box, label, letters: name.toLowerCase() };
}
