/** The small box with the quoted sentence: it shows while a citation is pointed at, focused or tapped. */

/** @import { Opener } from "../lib/types" */
/** @import { Part } from "../lib/element.js" */

const GAP = 6; // px between a citation and its box

export class Quote {
  #box;
  /** @type {Opener | null} */
  #anchor = null;
  /** @type {(() => void) | null} */
  #read = null;
  #leaving = 0;

  /** @param {HTMLElement} box */
  constructor(box) {
    this.#box = box;
    box.addEventListener("pointerenter", () => clearTimeout(this.#leaving));
    box.addEventListener("pointerleave", () => this.#hideSoon());
    box.addEventListener("click", () => this.#open());
    document.addEventListener("keydown", (event) => this.#escape(event), { capture: true });
    document.addEventListener("pointerdown", (event) => this.#pressed(event));
    window.addEventListener("resize", () => this.hide());
  }

  /**
   * Give a citation its box. `contents()` makes what it shows, `read()` opens the article.
   * @param {Opener} button
   * @param {() => Part[]} contents
   * @param {() => void} read
   */
  attach(button, contents, read) {
    let touched = false;
    const show = () => this.#show(button, contents(), read);
    listen(button, "pointerenter", (event) => event.pointerType === "mouse" && show());
    listen(button, "pointerleave", (event) => event.pointerType === "mouse" && this.#hideSoon());
    button.addEventListener("focus", () => button.matches(":focus-visible") && show());
    button.addEventListener("blur", () => this.hide());
    listen(button, "pointerdown", (event) => (touched = event.pointerType !== "mouse"));
    button.addEventListener("click", () => {
      const first = touched && this.#anchor !== button; // a finger cannot hover: its first tap shows, the second opens
      touched = false;
      if (first) return show();
      this.hide();
      read();
    });
  }

  hide() {
    clearTimeout(this.#leaving);
    this.#anchor?.removeAttribute("aria-describedby");
    this.#anchor = null;
    this.#box.hidden = true;
  }

  /**
   * @param {Opener} anchor
   * @param {Part[]} contents
   * @param {() => void} read
   */
  #show(anchor, contents, read) {
    if (!contents) return;
    this.hide();
    this.#anchor = anchor;
    this.#read = read;
    this.#box.replaceChildren(...contents);
    this.#box.hidden = false;
    anchor.setAttribute("aria-describedby", this.#box.id);
    this.#place(anchor);
  }

  /**
   * Below the citation, so that its sentence stays visible, or above it near the end of the window.
   * @param {Opener} anchor
   */
  #place(anchor) {
    const around = (this.#box.offsetParent ?? document.body).getBoundingClientRect();
    const { left, top, bottom } = anchor.getClientRects()[0];
    const { offsetWidth: width, offsetHeight: height } = this.#box;
    const x = Math.max(around.left, Math.min(left - width / 3, around.right - width));
    const below = bottom + GAP + height < innerHeight || top - height - GAP < 0;
    const y = below ? bottom + GAP : top - height - GAP;
    this.#box.style.left = `${x - around.left}px`;
    this.#box.style.top = `${y - around.top}px`;
  }

  #hideSoon() {
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.hide(), 200); // ms, time to move the pointer into the box
  }

  #open() {
    if (String(getSelection())) return; // the reader is selecting the quote
    const read = this.#read;
    this.hide();
    read?.();
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== "Escape" || this.#box.hidden) return;
    event.stopPropagation();
    this.hide();
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    const target = event.target instanceof Node ? event.target : null;
    if (!this.#box.contains(target) && !this.#anchor?.contains(target)) this.hide();
  }
}

/**
 * A listener to the pointer; the types of an element that may be of HTML or of SVG know no event by its name.
 * @param {Opener} target
 * @param {"pointerenter" | "pointerleave" | "pointerdown"} name
 * @param {(event: PointerEvent) => void} heard
 */
function listen(target, name, heard) {
  target.addEventListener(name, (event) => {
    if (event instanceof PointerEvent) heard(event);
  });
}
