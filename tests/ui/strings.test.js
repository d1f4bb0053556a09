import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { strings } from "../../ragbot/ui/lib/strings.js";

const page = readFileSync(new URL("../../ragbot/ui/index.html", import.meta.url), "utf8");
const names = [...page.matchAll(/data-string="(\w+)"/g)].map(([, name]) => name); // data-string="welcome"

test("index.html asks for words", () => assert.ok(names.length > 10));

for (const name of names) test(`the words of ${name} are words`, () => assert.equal(typeof strings[name], "string"));

test("one is one, and many are many", () => {
  assert.equal(strings.questions(1), "1 question");
  assert.equal(strings.questions(1200), "1,200 questions");
  assert.equal(strings.facts(1, 2), "1 article from 2 outlets");
  assert.equal(strings.invented(21, 21), "invented, as samples");
  assert.equal(strings.invented(1200, 5000), "1,200 of them invented, as samples at .example addresses");
});

test("how often is said in the largest unit without a rest", () => {
  const said = [86_400, 172_800, 3600, 5400, 60, 45, 1].map(strings.every);
  assert.deepEqual(said, ["every day", "every 2 days", "every hour", "every 90 minutes", "every minute", "every 45 seconds", "every second"]);
});

test("a report tells what there is to tell", () => {
  const report = { added: 2, updated: 0, unchanged: 1, failed: [{ origin: "a", reason: "b" }], failed_more: 4 };
  assert.equal(strings.reported(report), "2 added, 1 unchanged, 5 failed");
  assert.equal(strings.reported({ added: 0, updated: 0, unchanged: 0, failed: [] }), "Nothing to take in");
});

test("how far a file is does not overtake what was expected", () => {
  assert.equal(strings.progress(3, 10), "3 of about 10");
  assert.equal(strings.progress(11, 10), "11 so far");
  assert.equal(strings.progress(3, null), "3 so far");
});

test("a check that the page does not know is named as the server names it", () => {
  assert.equal(strings.unsupported(["figure", "weather"]), "(unsupported: number, weather)");
});

test("what became of a source is said with the publisher's words", () => {
  assert.equal(strings.becameOf(2, "changed", "It held.", null), "Source 2 reads otherwise now: “It held.”");
  assert.match(strings.becameOf(2, "retracted", null, "We erred."), /retracted since.* It is said: “We erred\.”$/);
});
