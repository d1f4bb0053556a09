import assert from "node:assert/strict";
import test from "node:test";
import { day, daysIn, linkTo, outletsIn, questionIn } from "../../ragbot/ui/lib/question-link.js";
import { question } from "./samples.js";

globalThis.location = new URL("http://127.0.0.1:8000/?theme=x#archive?q=old");

test("a link asks the same question with the same limits", () => {
  const asked = { question: "Who said “50 % & more?” #1 🌊", since: "2025-08-01", until: "2025-08-31", sources: ["A & B", "C=D"] };
  const link = new URL(linkTo(asked));
  assert.deepEqual(questionIn(link.hash), asked);
  assert.equal(link.search, "?theme=x");
});

test("what is not limited is not in the link", () => {
  assert.equal(new URL(linkTo(question("Why?"))).hash, "#q=Why%3F");
});

test("a fragment of another view, or of none, asks nothing", () => {
  for (const hash of ["#archive?q=storm", "#manage?code=c", "#feed?key=k", "#", "", "#since=2025-01-01", "#q=%20%20"]) assert.equal(questionIn(hash), null);
});

test("whoever made the link may have written anything", () => {
  const found = questionIn(`#q=${"🌊".repeat(3000)}&since=2025-02-30&until=yesterday&source=&source=${"x".repeat(301)}&source=A&source=A`);
  assert.equal([...found.question].length, 2000);
  assert.deepEqual({ ...found, question: "" }, { question: "", since: null, until: null, sources: ["A"] });
  assert.equal(questionIn("#q=%E0%A4%A").question.includes("%A"), true);
});

test("of two days in the wrong order the first one holds", () => {
  assert.deepEqual(daysIn(new URLSearchParams("since=2025-08-10&until=2025-08-01")), { since: "2025-08-10", until: null });
});

test("as many outlets as the server takes", () => {
  const fields = new URLSearchParams(Array.from({ length: 150 }, (_, n) => ["source", `Outlet ${n}`]));
  assert.equal(outletsIn(fields).length, 100);
});

for (const text of ["2025-08-12", "2024-02-29", "0001-01-01", "9999-12-31"]) test(`${text} is a day`, () => assert.equal(day(text), text));

for (const text of ["2025-02-29", "0000-01-01", "2025-13-01", "2025-8-1", "+12025-01-01", "2025-08-12T00:00Z", " 2025-08-12", "", null]) {
  test(`${JSON.stringify(text)} is no day`, () => assert.equal(day(text), null));
}
