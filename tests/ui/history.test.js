import assert from "node:assert/strict";
import test from "node:test";
import { History } from "../../ragbot/ui/ask/history.js";

const size = (turns) => new TextEncoder().encode(JSON.stringify(turns)).length;

test("what was said goes along in its order, with what the answer cites", () => {
  const history = new History();
  history.add("Why?", "Because. [1]", ["a1"]);
  assert.deepEqual(history.turns, [{ role: "user", text: "Why?" }, { role: "assistant", text: "Because. [1]", cited: ["a1"] }]);
  history.clear();
  assert.deepEqual(history.turns, []);
});

test("of many turns the last twenty go along", () => {
  const history = new History();
  for (let n = 0; n < 30; n += 1) history.add(`question ${n}`, `answer ${n}`, []);
  assert.equal(history.turns.length, 20);
  assert.equal(history.turns.at(-1).text, "answer 29");
});

test("of long ones as many as a request may have", () => {
  const history = new History();
  for (let n = 0; n < 10; n += 1) history.add(`${n}`, "🌊".repeat(9000), Array.from({ length: 30 }, () => "a"));
  const last = history.turns.at(-1);
  assert.equal([...last.text].length, 8000);
  assert.equal(last.cited.length, 20);
  assert.ok(size(history.turns) <= 193 * 1024 && history.turns.length > 2);
});

test("half a character, which no JSON parser takes, is replaced", () => {
  const history = new History();
  history.add("\ud83c", "ok", []);
  assert.equal(history.turns[0].text, "\ufffd");
});
