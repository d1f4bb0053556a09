/** What to do when the archive is empty. */

import { element } from "./element.js";
import { strings } from "./strings.js";

export function emptyArchive() {
  return [element("p", {}, strings.emptyArchive), element("pre", {}, strings.ingestCommand)];
}
