/** A row that is one stop of the Tab key: within it the arrow keys, Home and End go from item to item. */

/** @import { Opener } from "./types" */

/**
 * @param {Opener} row
 * @param {() => Opener[]} itemsOf
 */
export function roving(row, itemsOf) {
  row.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent)) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return; // Alt+Left goes back
    const items = itemsOf();
    /** @type {(Element | null)[]} */
    const elements = items;
    const at = elements.indexOf(document.activeElement);
    const next = items[places(at, items.length)[event.key]];
    if (!next) return;
    event.preventDefault();
    for (const item of items) item.setAttribute("tabindex", item === next ? "0" : "-1");
    next.focus();
  });
}

/**
 * Where each key leads from the item at a place.
 * @param {number} at
 * @param {number} length
 * @returns {Record<string, number>}
 */
function places(at, length) {
  return { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: length - 1 };
}
