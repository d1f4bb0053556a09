/** Places in a text: the API counts code points, the browser counts UTF-16 units. */

/** A function from an offset in code points to the offset in UTF-16 units of the same text. */
export function unitOffsets(text) {
  const pairs = [];
  let point = 0;
  for (const character of text) {
    if (character.length === 2) pairs.push(point);
    point += 1;
  }
  return (offset) => offset + pairs.filter((pair) => pair < offset).length;
}

/** How many code points a text has. */
export function points(text) {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** The first code points of a text, with an ellipsis when there are more. */
export function beginning(text, most) {
  const characters = [...text.slice(0, 2 * most + 2)];
  return characters.length > most ? `${characters.slice(0, most).join("").trimEnd()}…` : text;
}

/** The paragraphs of a text, each with the line breaks that end it, so that together they are the text. */
export function paragraphs(text) {
  return text.match(/\s*\S[^\n]*(?:\n\s*|$)/g) ?? [];
}

/** A text cut at the edges of spans: each piece with the spans (in UTF-16 units of the whole) that cover it. */
export function pieces(text, offset, spans) {
  const end = offset + text.length;
  const touching = spans.filter((span) => span.start < end && span.end > offset);
  const inside = touching.flatMap((span) => [span.start, span.end]).filter((cut) => cut > offset && cut < end);
  const cuts = [...new Set([offset, ...inside, end])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => ({
    text: text.slice(start - offset, cuts[index + 1] - offset),
    spans: touching.filter((span) => span.start <= start && span.end >= cuts[index + 1]),
  }));
}
