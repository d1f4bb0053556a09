/** Addresses that articles claim to have: only those of the web are ever shown or linked. */

/**
 * A URL, or null: an article may claim any address.
 * @param {string | null | undefined} text
 */
export function webAddress(text) {
  const address = text && URL.canParse(text) ? new URL(text) : null;
  return address && ["http:", "https:"].includes(address.protocol) ? address : null;
}
