/** The small box with the quoted sentence: it shows while a citation is pointed at, focused or tapped. */

const GAP = 6; // px between a citation and its box

export class Quote {
  #box;
  #anchor = null;
  #read = null;
  #leaving = 0;

  constructor(box) {
    this.#box = box;
    box.addEventListener("pointerenter", () => clearTimeout(this.#leaving));
    box.addEventListener("pointerleave", () => this.#hideSoon());
    box.addEventListener("click", () => this.#open());
    document.addEventListener("keydown", (event) => this.#escape(event), { capture: true });
    document.addEventListener("pointerdown", (event) => this.#pressed(event));
    window.addEventListener("resize", () => this.hide());
  }

  /** Give a citation its box. `contents()` makes what it shows, `read()` opens the article. */
  attach(button, contents, read) {
    let touched = false;
    const show = () => this.#show(button, contents(), read);
    button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show());
    button.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.#hideSoon());
    button.addEventListener("focus", () => button.matches(":focus-visible") && show());
    button.addEventListener("blur", () => this.hide());
    button.addEventListener("pointerdown", (event) => (touched = event.pointerType !== "mouse"));
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

  /** Below the citation, so that its sentence stays visible, or above it near the end of the window. */
  #place(anchor) {
    const around = this.#box.offsetParent.getBoundingClientRect();
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
    read();
  }

  #escape(event) {
    if (event.key !== "Escape" || this.#box.hidden) return;
    event.stopPropagation();
    this.hide();
  }

  #pressed(event) {
    if (!this.#box.contains(event.target) && !this.#anchor?.contains(event.target)) this.hide();
  }
}
