/** The key of whoever uses the page, an operator or a reader: kept in this tab until it is forgotten. Events on the document tell that it, or the archive, changed. */

/** @import { Permissions } from "../lib/schema" */

/** @typedef {Permissions["scopes"][number]} KeyScope */

const KEY = "ragbot:key";
const SCOPES = "ragbot:scopes";
/** @type {Partial<Record<KeyScope, string[]>>} */
const OLDER_NAMES = { ingest: ["feed"] }; // kept in a tab that was open while the server was renewed
/** @type {Map<string, string>} */
const unkept = new Map(); // where the browser has no storage

export const operatorKey = () => kept(KEY);

/**
 * Whether whoever uses the page has a key that may do this, as the server said when it was given; where it said nothing, as
 * long as it refuses nothing.
 * @param {KeyScope} scope
 */
export function may(scope) {
  const scopes = kept(SCOPES)?.split(" ") ?? null;
  const names = OLDER_NAMES[scope] ?? [];
  return Boolean(operatorKey()) && (scopes === null || [scope, ...names].some((name) => scopes.includes(name)));
}

/**
 * Keep this key, and what it may do; null forgets the one there is.
 * @param {string | null} key
 * @param {KeyScope[] | null} scopes
 */
export function keepKey(key, scopes = null) {
  keep(SCOPES, key && scopes ? scopes.join(" ") : null);
  keep(KEY, key);
  tell("operator:key");
}

/** @param {string} name */
function kept(name) {
  try {
    return sessionStorage.getItem(name) ?? unkept.get(name) ?? null;
  } catch {
    return unkept.get(name) ?? null;
  }
}

/**
 * @param {string} name
 * @param {string | null} value
 */
function keep(name, value) {
  if (value === null) unkept.delete(name);
  else unkept.set(name, value);
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, value);
  } catch {
    // no storage: until the page is left
  }
}

/** An article was taken in or got another state. */
export const archiveChanged = () => tell("operator:changed");

/** @param {string} name */
function tell(name) {
  document.dispatchEvent(new Event(name));
}
