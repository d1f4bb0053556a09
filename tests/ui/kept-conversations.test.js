import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { asKept, begun, forget, grown, isConversation, keep, kept, rename, toJSON, toMarkdown } from "../../ragbot/ui/ask/kept-conversations.js";
import { answer, question, storage } from "./samples.js";

const turn = (text = "Is the bridge open?") => ({ asked: question(text), answer: answer({ citations: [] }) });
const conversation = (text) => grown(begun(text), turn(text));

beforeEach(() => {
  globalThis.localStorage = storage();
});

test("a conversation is kept as it was, the last changed first", () => {
  const [older, newer] = [{ ...conversation("one"), changed: "2025-08-01T00:00:00Z" }, { ...conversation("two"), changed: "2025-08-02T00:00:00Z" }];
  assert.ok(keep(newer) && keep(older));
  assert.deepEqual(kept(), [newer, older]);
  assert.deepEqual(kept().map(({ id }) => isConversation(`ragbot:conversation:${id}`)), [true, true]);
});

test("a full storage is said, and closes nothing else", () => {
  globalThis.localStorage = storage(10);
  assert.equal(keep(conversation("one")), false);
  assert.deepEqual(kept(), []);
});

test("a storage that is closed keeps nothing", () => {
  Object.defineProperty(globalThis, "localStorage", { configurable: true, get: () => assert.fail("closed") });
  assert.equal(keep(conversation("one")), false);
  assert.deepEqual(kept(), []);
  forget({ id: "1" });
  Object.defineProperty(globalThis, "localStorage", { configurable: true, writable: true, value: storage() });
});

test("where another tab went on meanwhile it becomes a new one", () => {
  const mine = conversation("one");
  keep(mine);
  keep({ ...mine, changed: "2099-01-01T00:00:00Z" });
  assert.notEqual(grown(mine, turn()).id, mine.id);
  assert.equal(grown(asKept(mine), turn()).id, mine.id);
});

test("it is renamed and forgotten", () => {
  const mine = conversation("one");
  keep(mine);
  rename(mine, `  ${"x".repeat(300)} `);
  assert.equal(kept()[0].name.length, 200);
  rename(mine, "   ");
  assert.equal(kept()[0].name.length, 200, "no name is no new name");
  forget(mine);
  assert.deepEqual(kept(), []);
});

const HOSTILE = ["", "null", "[]", "{", '{"turns":[]}', '{"turns":[{"asked":{},"answer":{}}],"changed":"2025-01-01"}', '{"name":"x","changed":"never","turns":[{"asked":{"question":"q"},"answer":{"answer":"a"}}]}'];

for (const text of HOSTILE) {
  test(`${text || "nothing"} is no conversation`, () => {
    localStorage.setItem("ragbot:conversation:1", text);
    localStorage.setItem("someone-else", '{"turns":1}');
    assert.deepEqual(kept(), []);
  });
}

test("limits that are none are dropped", () => {
  const asked = { question: "q", since: 7, until: ["x"], sources: ["A", 3, null] };
  localStorage.setItem("ragbot:conversation:1", JSON.stringify({ name: 5, changed: "2025-01-01", turns: [{ asked, answer: answer() }] }));
  const [one] = kept();
  assert.equal(one.name, "5");
  assert.deepEqual(one.turns[0].asked, { question: "q", since: null, until: null, sources: ["A"] });
});

test("its Markdown has each footnote once, and a line for an answer that cannot be read", async () => {
  const turns = [turn(), { asked: question(), answer: { answer: "a" } }, turn()];
  const text = await toMarkdown({ turns });
  assert.deepEqual(text.match(/^\[\^\d+\]:/gm), ["[^1]:", "[^2]:"]);
  assert.match(text, /cannot be read/);
  assert.deepEqual(JSON.parse(toJSON(conversation("one"))).turns.length, 1);
});
