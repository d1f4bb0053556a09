import assert from "node:assert/strict";
import test from "node:test";
import { addressOf, queryOf, unlimited, queryIn } from "../../ragbot/ui/archive/query.js";

const fields = (query) => new URLSearchParams(query);
const WANTED = { words: "storm “sea wall”", since: "2025-08-01", until: "2025-08-31", sources: ["A & B"], languages: ["de"], retracted: true, sort: "relevance" };

test("what is wanted comes back from its address", () => {
  const address = addressOf(WANTED);
  assert.match(address, /^#archive\?/);
  assert.deepEqual(queryIn(fields(address.split("?")[1])), WANTED);
});

test("everything has an address too, with the mark that keeps the page from scrolling", () => {
  assert.equal(addressOf(queryIn(fields(""))), "#archive?");
});

test("without words nothing is more relevant than anything else", () => {
  assert.equal(queryIn(fields("sort=relevance")).sort, "date");
  assert.equal(queryIn(fields("q=a&sort=oldest")).sort, "date");
});

test("whoever made the link may have written anything", () => {
  const found = queryIn(fields(`q=${"🌊".repeat(600)}&language=de&language=de&language=../x&language=toolongcode&retracted=1`));
  assert.equal([...found.words].length, 500);
  assert.deepEqual([found.languages, found.retracted], [["de"], false]);
});

test("outlets take no more room than servers allow", () => {
  const names = Array.from({ length: 100 }, (_, n) => `${"ö".repeat(100)}${n}`);
  const found = queryIn(fields(names.map((name) => ["source", name])));
  assert.ok(found.sources.length < 100 && encodeURIComponent(found.sources.join("")).length <= 8000);
});

test("the API is asked for a page, in an order, with retracted ones only when they are wanted", () => {
  const query = fields(queryOf(WANTED, { limit: 20, cursor: "c=1" }));
  assert.deepEqual([query.get("q"), query.get("limit"), query.get("cursor"), query.get("sort")], [WANTED.words, "20", "c=1", "relevance"]);
  assert.deepEqual(query.getAll("state"), ["live", "corrected", "retracted"]);
  assert.deepEqual(fields(queryOf(unlimited(WANTED))).getAll("state"), []);
  assert.equal(fields(queryOf(WANTED)).get("limit"), null);
});

test("without limits the words stay", () => {
  assert.deepEqual(unlimited(WANTED), { ...WANTED, since: null, until: null, sources: [], languages: [], retracted: false });
});
