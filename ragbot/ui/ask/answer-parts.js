/** The text of an answer in parts: words, markers of citations, ends of paragraphs, and beginnings of items of a list. */

/**
 * @typedef {object} AnswerPart
 * @property {"words" | "marker" | "break" | "item"} kind
 * @property {string} text
 * @property {number} start in UTF-16 units of the answer
 * @property {number} end
 */

const UNFINISHED = /(\[\d*|(?:^|\n+)-?)$/; // "[1" or "\n-" at the end of a piece: half a marker, or half of a break
const ITEM = "- ";
const PARTS = /(\n+- |\n{2,}|\[\d+\])/; // "\n- ", "\n\n", "[12]"

/**
 * What can be shown of a text that goes on.
 * @param {string} text
 */
export function whole(text) {
  return text.replace(UNFINISHED, "");
}

/**
 * The parts of a text after what is shown already.
 * @param {string} text
 * @param {number} from UTF-16 units that are shown
 * @returns {AnswerPart[]}
 */
export function partsOf(text, from) {
  const opening = from === 0 && text.startsWith(ITEM) ? [ITEM] : []; // no line break stands before the first item
  let end = from;
  return [...opening, ...text.slice(from + opening.join("").length).split(PARTS)].filter(Boolean).map((part) => {
    const start = end;
    end += part.length;
    return { kind: kindOf(part, start), text: part, start, end };
  });
}

/**
 * @param {string} part
 * @param {number} start
 * @returns {AnswerPart["kind"]}
 */
function kindOf(part, start) {
  if (/^\n+- $/.test(part) || (start === 0 && part === ITEM)) return "item"; // "\n- "
  if (part.startsWith("\n\n")) return "break";
  return /^\[\d+\]$/.test(part) ? "marker" : "words"; // "[12]"
}
