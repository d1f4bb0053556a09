/** A row that is one stop of the Tab key: within it the arrow keys, Home and End go from item to item. */

export function roving(row, itemsOf) {
  row.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return; // Alt+Left goes back
    const items = itemsOf();
    const at = items.indexOf(document.activeElement);
    const next = items[{ ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: items.length - 1 }[event.key]];
    if (!next) return;
    event.preventDefault();
    for (const item of items) item.setAttribute("tabindex", item === next ? 0 : -1);
    next.focus();
  });
}
