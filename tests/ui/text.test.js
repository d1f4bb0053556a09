import assert from "node:assert/strict";
import test from "node:test";
import { beginning, changed, paragraphs, pieces, points, unitOffsets } from "../../ragbot/ui/lib/text.js";

const FLOOD = "🌊🌊 The dyke 🧱 broke.";

test("an offset in code points becomes the place of the same character", () => {
  const units = unitOffsets(FLOOD);
  const characters = [...FLOOD];
  for (let point = 0; point <= characters.length; point += 1) {
    assert.equal(FLOOD.slice(units(point)), characters.slice(point).join(""));
  }
});

test("a pair of surrogates is one code point, and half a pair too", () => {
  assert.equal(points("🌊a"), 2);
  assert.equal(points("\ud83c"), 1);
  assert.equal(points(""), 0);
});

test("a beginning never ends within a character, and says that more follows", () => {
  assert.equal(beginning("🌊🌊🌊", 2), "🌊🌊…");
  assert.equal(beginning("🌊🌊", 2), "🌊🌊");
  assert.equal(beginning("The dyke broke", 9), "The dyke…");
  assert.equal(beginning("", 3), "");
});

test("the paragraphs are together the text", () => {
  for (const text of ["One.\nTwo.\n\n  Three.", "\n\nOne.\n", "One.", "One.\r\n\r\nTwo."]) {
    assert.equal(paragraphs(text).join(""), text);
  }
  assert.equal(paragraphs("One.\nTwo.\n\n  Three.").length, 3);
  assert.deepEqual(paragraphs(" \n "), []);
});

test("pieces are cut where spans begin and end, and are together the text", () => {
  const spans = [{ start: 2, end: 6 }, { start: 4, end: 9 }, { start: 0, end: 99 }];
  const cut = pieces("0123456789", 0, spans);
  assert.equal(cut.map(({ text }) => text).join(""), "0123456789");
  assert.deepEqual(cut.map(({ text, spans: over }) => [text, over.length]), [["01", 1], ["23", 2], ["45", 3], ["678", 2], ["9", 1]]);
});

test("a span that only touches a piece of the text does not cover it", () => {
  const [only, ...more] = pieces("paragraph", 100, [{ start: 90, end: 100 }, { start: 109, end: 120 }]);
  assert.deepEqual([only.text, only.spans, more], ["paragraph", [], []]);
  assert.deepEqual(pieces("", 5, []), []);
});

test("what differs in two sentences is cut between words", () => {
  const [was, is] = changed("The dyke broke on Monday night.", "The dyke held on Monday night.");
  assert.deepEqual(was, ["The dyke ", "broke", " on Monday night."]);
  assert.deepEqual(is, ["The dyke ", "held", " on Monday night."]);
});

test("a repeated word is not counted for the beginning and for the end", () => {
  const [was, is] = changed("no no", "no no no");
  assert.equal(was.join(""), "no no");
  assert.equal(is.join(""), "no no no");
  assert.deepEqual(changed("same", "same")[0], ["same", "", ""]);
});
