/** Builds elements from a tag, properties and children; a string is always text, never markup. */

/** @typedef {Node | string} Part what stands in an element */
/** @typedef {Part | null | undefined} Child a part, or nothing */
/** @typedef {Record<string, unknown>} Properties of an element, or else its attributes; null is as if it were not there */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} properties
 * @param {...Child} children
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name in made) Reflect.set(made, name, value);
    else made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * The element of the page that has this id; an error where index.html has none of the kind.
 * @template {Element} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 */
export function byId(id, kind) {
  const one = document.getElementById(id);
  if (one instanceof kind) return one;
  throw new Error(`index.html has no ${kind.name} of the id "${id}".`);
}

/**
 * A button, by default one that looks like a link.
 * @param {Child | Child[]} words
 * @param {(pressed: HTMLButtonElement) => unknown} press is called when it is pressed
 * @param {Properties} properties
 */
export function button(words, press, properties = { className: "plain" }) {
  const made = element("button", { type: "button", ...properties }, ...[words].flat());
  made.addEventListener("click", () => press(made));
  return made;
}

/**
 * Text that others wrote, inside a line of ours: it keeps its own direction and cannot turn the rest of the line.
 * @param {string} text
 */
export function foreign(text) {
  return element("bdi", {}, text);
}

/**
 * Words of others, in quotation marks unless they have some themselves.
 * @param {string} text
 */
export function quotation(text) {
  return element("q", { dir: "auto", className: /[“”„«»"]/.test(text) ? "bare" : "" }, text);
}

/**
 * Names that others wrote: "A, B, and C".
 * @param {string[]} names
 */
export function listed(names) {
  const parts = new Intl.ListFormat(document.documentElement.lang).formatToParts(names);
  return parts.map(({ type, value }) => (type === "element" ? foreign(value) : value));
}

/**
 * The children with a middle dot between them.
 * @param {...(Child | false)} children
 * @returns {Part[]}
 */
export function dotted(...children) {
  const shown = children.filter(isShown);
  return shown.flatMap((child, index) => (index ? [" · ", child] : [child]));
}

/**
 * Whether it is more than nothing: null, false and an empty text are nothing.
 * @template One
 * @param {One | null | undefined | false | ""} one
 * @returns {one is One}
 */
export const isShown = (one) => Boolean(one);

/**
 * The same of a picture.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {...Part} children
 */
export function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}
