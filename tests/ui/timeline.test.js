import assert from "node:assert/strict";
import test from "node:test";
import { axis } from "../../ragbot/ui/timeline/axis.js";
import { eventsOf } from "../../ragbot/ui/timeline/events.js";
import { answer, citation, source } from "./samples.js";

test("the first and the last day stand whole at the ends, the others in proportion", () => {
  const scale = axis(["2025-08-11", "2025-08-01", "2025-08-06"]);
  assert.deepEqual(["2025-08-01", "2025-08-06", "2025-08-11"].map(scale.place), [4, 50, 96]);
  assert.deepEqual(scale.ticks.map(({ at, anchor }) => [at, anchor]), [[4, "start"], [50, "middle"], [96, "end"]]);
});

test("one day stands in the middle, with one label", () => {
  const scale = axis(["2025-08-01", "2025-08-01"]);
  assert.equal(scale.place("2025-08-01"), 50);
  assert.deepEqual(scale.ticks.map(({ label }) => label), ["Aug 1, 2025"]);
});

test("over years a label is a month", () => {
  assert.equal(axis(["2015-08-01", "2025-08-01"]).ticks[0].label, "Aug 2015");
});

const statement = (id, value) => ({ ...citation(1, 5), article_id: id, value, superseded: false });
const copy = { article_id: "copy", title: "Bridge closed", source: "Velm Gazette", url: null, published: "2025-08-13" };
const passage = { ...source(1), article_id: "near", start: 3, end: 9, text: "a wall", score: 1, similarity: 1 };

test("each article is there once, as the first thing that it is", () => {
  const events = eventsOf(answer({
    sources: [source(1, { also_in: [copy] })],
    conflicts: [{ kind: "number", statements: [statement("a1", "2"), statement("other", "3")] }],
    related: [passage, { ...passage, article_id: "a1" }],
  }));
  const kinds = events.map(({ article, kind }) => `${article} ${kind}`);
  assert.deepEqual(kinds.sort(), ["a1 cited", "copy copy", "near related", "other differs"]);
});

test("an event opens its article on the cited words", () => {
  const [event] = eventsOf(answer());
  assert.deepEqual(event.place.spans, [{ start: 10, end: 31, text: "The bridge is closed.", current: true }]);
  assert.equal(event.day, "2025-08-12");
});

test("the day is the publisher's, and unknown when there is none", () => {
  const days = ["2025-08-12T23:59:00-11:00", "yesterday", null].map((published) => eventsOf(answer({ sources: [source(1, { published })] }))[0].day);
  assert.deepEqual(days, ["2025-08-12", null, null]);
});
