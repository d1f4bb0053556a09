import assert from "node:assert/strict";
import test from "node:test";
import { partsOf, whole } from "../../ragbot/ui/ask/answer-parts.js";

const ANSWER = "- The dyke broke. [1][12]\n- Nobody was hurt. [2]\n\nThe mayor [of Velm] said so.\n\n\n[3]";
const kinds = (text, from = 0) => partsOf(text, from).map(({ kind, text: part }) => `${kind} ${JSON.stringify(part)}`);

test("an answer is items, words, markers and breaks", () => {
  assert.deepEqual(kinds(ANSWER), [
    'item "- "', 'words "The dyke broke. "', 'marker "[1]"', 'marker "[12]"', 'item "\\n- "', 'words "Nobody was hurt. "', 'marker "[2]"',
    'break "\\n\\n"', 'words "The mayor [of Velm] said so."', 'break "\\n\\n\\n"', 'marker "[3]"',
  ]);
});

test("each part stands where it says, and together they are the text", () => {
  const parts = partsOf(ANSWER, 0);
  assert.equal(parts.map(({ text }) => text).join(""), ANSWER);
  for (const { text, start, end } of parts) assert.equal(ANSWER.slice(start, end), text);
});

test("a text that arrives letter by letter gets the parts of the whole", () => {
  const parts = [];
  let shown = 0;
  for (let length = 1; length <= ANSWER.length; length += 1) {
    const text = length < ANSWER.length ? whole(ANSWER.slice(0, length)) : ANSWER;
    parts.push(...partsOf(text, shown));
    shown = Math.max(shown, text.length);
  }
  assert.equal(parts.map(({ text }) => text).join(""), ANSWER);
  const special = (each) => each.filter(({ kind }) => kind !== "words").map(({ kind, start }) => `${kind} ${start}`);
  assert.deepEqual(special(parts).filter((one) => !one.startsWith("break")), special(partsOf(ANSWER, 0)).filter((one) => !one.startsWith("break")));
});

test("half a marker and half a break are not shown yet", () => {
  assert.equal(whole("It broke. [1"), "It broke. ");
  assert.equal(whole("It broke. ["), "It broke. ");
  assert.equal(whole("It broke.\n\n"), "It broke.");
  assert.equal(whole("It broke.\n-"), "It broke.");
  assert.equal(whole("It broke. [1]"), "It broke. [1]");
});

test("a dash within a line begins no item", () => {
  assert.deepEqual(kinds("a - b\nc"), ['words "a - b\\nc"']);
  assert.deepEqual(kinds("x- y", 1), ['words "- y"']);
});

test("nothing has no parts", () => assert.deepEqual(kinds(""), []));
