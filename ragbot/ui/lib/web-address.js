/** Addresses that articles claim to have: only those of the web are ever shown or linked. */

/** A URL, or null: an article may claim any address. */
export function webAddress(text) {
  const address = URL.canParse(text ?? "") ? new URL(text) : null;
  return ["http:", "https:"].includes(address?.protocol) ? address : null;
}
