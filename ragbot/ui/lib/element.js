/** Builds elements from a tag, properties and children; a string is always text, never markup. */

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** A button, by default one that looks like a link; `press(button)` is called when it is pressed. */
export function button(words, press, properties = { className: "plain" }) {
  const made = element("button", { type: "button", ...properties }, ...[words].flat());
  made.addEventListener("click", () => press(made));
  return made;
}

/** Text that others wrote, inside a line of ours: it keeps its own direction and cannot turn the rest of the line. */
export function foreign(text) {
  return element("bdi", {}, text);
}

/** Words of others, in quotation marks unless they have some themselves. */
export function quotation(text) {
  return element("q", { dir: "auto", className: /[“”„«»"]/.test(text) ? "bare" : "" }, text);
}

/** Names that others wrote: "A, B, and C". */
export function listed(names) {
  const parts = new Intl.ListFormat(document.documentElement.lang).formatToParts(names);
  return parts.map(({ type, value }) => (type === "element" ? foreign(value) : value));
}

/** The children with a middle dot between them. */
export function dotted(...children) {
  return children.filter(Boolean).flatMap((child, index) => (index ? [" · ", child] : [child]));
}

/** The same of a picture; its properties are attributes. */
export function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
