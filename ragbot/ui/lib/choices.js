/** Boxes to tick, for outlets or languages: at most two dozen are shown, and a field finds the others by their names. */

import { element, foreign } from "./element.js";
import { strings } from "./strings.js";

const SHOWN = 24; // boxes at once: each is a stop of the Tab key, and real archives have hundreds of outlets

/**
 * @param fieldset holds a legend, and gets the boxes
 * @param finding the label of the field
 * @param named the name of a value for people
 */
export function choices(fieldset, finding, named = (value) => value) {
  const field = element("input", { type: "search", dir: "auto", autocomplete: "off" });
  const finder = element("label", { className: "finder quiet" }, finding, " ", field);
  const list = element("div", { className: "choices" });
  const more = element("p", { className: "quiet" });
  let known = [];
  let drawn = "";
  fieldset.append(finder, list, more);
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault()); // it asks nothing

  /** Offer `{value, articles}`, keeping what is chosen. */
  function offer(values) {
    const before = chosen();
    known = values;
    choose(before);
  }

  /** Tick these, and no others; a link may name some that the archive does not have. */
  function choose(values) {
    const strangers = values.filter((value) => !known.some((one) => one.value === value));
    draw([...known, ...strangers.map((value) => ({ value, articles: 0 }))]);
    for (const box of list.querySelectorAll("input")) box.checked = values.includes(box.value);
    fieldset.hidden = list.children.length < 2 && !values.length; // one alone is no choice
    narrow();
  }

  function chosen() {
    return [...list.querySelectorAll("input:checked")].map((box) => box.value);
  }

  /** The same boxes stay, and with them the focus of the reader. */
  function draw(all) {
    if (JSON.stringify(all) === drawn) return;
    drawn = JSON.stringify(all);
    finder.hidden = all.length <= SHOWN;
    list.replaceChildren(...all.map(({ value, articles }) => tickBox(value, named(value), articles)));
  }

  /** Show what is chosen, and the first of those that have the letters in the field. */
  function narrow() {
    const letters = field.value.trim().toLowerCase();
    let left = SHOWN;
    let hidden = 0;
    for (const label of list.children) {
      const wanted = label.dataset.name.includes(letters);
      label.hidden = !label.firstElementChild.checked && !(wanted && left-- > 0);
      if (wanted && label.hidden) hidden += 1;
    }
    more.textContent = hidden ? strings.moreNames(hidden) : "";
  }

  return { offer, choose, chosen };
}

function tickBox(value, name, articles) {
  const box = element("input", { type: "checkbox", value });
  const many = articles ? element("span", { className: "quiet" }, ` ${articles.toLocaleString()}`) : null;
  const label = element("label", {}, box, " ", foreign(name), many);
  label.dataset.name = name.toLowerCase();
  return label;
}
