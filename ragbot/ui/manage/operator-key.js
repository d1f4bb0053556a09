/** The key of whoever uses the page, an operator or a reader: kept in this tab until it is forgotten. Events on the document tell that it, or the archive, changed. */

const KEY = "ragbot:key";
/** @type {string | null} */
let unkept = null; // where the browser has no storage

export function operatorKey() {
  try {
    return sessionStorage.getItem(KEY) ?? unkept;
  } catch {
    return unkept;
  }
}

/**
 * Keep this key; null forgets the one there is.
 * @param {string | null} key
 */
export function keepKey(key) {
  unkept = key;
  try {
    if (key) sessionStorage.setItem(KEY, key);
    else sessionStorage.removeItem(KEY);
  } catch {
    // no storage: until the page is left
  }
  tell("operator:key");
}

/** An article was taken in or got another state. */
export const archiveChanged = () => tell("operator:changed");

/** @param {string} name */
function tell(name) {
  document.dispatchEvent(new Event(name));
}
