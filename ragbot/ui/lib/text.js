/** Places in a text: the API counts code points, the browser counts UTF-16 units. */

/**
 * A function from an offset in code points to the offset in UTF-16 units of the same text.
 * @param {string} text
 * @returns {(offset: number) => number}
 */
export function unitOffsets(text) {
  /** @type {number[]} */
  const pairs = [];
  let point = 0;
  for (const character of text) {
    if (character.length === 2) pairs.push(point);
    point += 1;
  }
  return (offset) => offset + pairs.filter((pair) => pair < offset).length;
}

/**
 * How many code points a text has.
 * @param {string} text
 */
export function points(text) {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/**
 * The first code points of a text, with an ellipsis when there are more.
 * @param {string} text
 * @param {number} most
 */
export function beginning(text, most) {
  const characters = [...text.slice(0, 2 * most + 2)];
  return characters.length > most ? `${characters.slice(0, most).join("").trimEnd()}…` : text;
}

/**
 * The paragraphs of a text, each with the line breaks that end it, so that together they are the text.
 * @param {string} text
 * @returns {string[]}
 */
export function paragraphs(text) {
  return text.match(/\s*\S[^\n]*(?:\n\s*|$)/g) ?? []; // " One.\n\n"
}

/**
 * A text cut at the edges of spans: each piece with the spans (in UTF-16 units of the whole) that cover it.
 * @template {{start: number, end: number}} Range
 * @param {string} text
 * @param {number} offset
 * @param {Range[]} spans
 */
export function pieces(text, offset, spans) {
  const end = offset + text.length;
  const touching = spans.filter((span) => span.start < end && span.end > offset);
  const inside = touching.flatMap((span) => [span.start, span.end]).filter((cut) => cut > offset && cut < end);
  const cuts = [...new Set([offset, ...inside, end])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => ({
    start,
    end: cuts[index + 1],
    text: text.slice(start - offset, cuts[index + 1] - offset),
    spans: touching.filter((span) => span.start <= start && span.end >= cuts[index + 1]),
  }));
}

/**
 * Two sentences, each as [what both begin with, what differs, what both end with], cut between words.
 * @param {string} before
 * @param {string} after
 */
export function changed(before, after) {
  const [one, other] = [before, after].map((text) => text.split(/(\s+)/)); // "two words"
  const most = Math.min(one.length, other.length);
  let head = 0;
  while (head < most && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < most - head && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  const cut = (/** @type {string[]} */ words) => [words.slice(0, head), words.slice(head, words.length - tail), words.slice(words.length - tail)];
  return [one, other].map((words) => cut(words).map((part) => part.join("")));
}
