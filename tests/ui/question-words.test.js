import assert from "node:assert/strict";
import test from "node:test";
import { respelled, without } from "../../ragbot/ui/ask/question-words.js";

const SPELLING = [{ typed: "brige", meant: "bridge" }, { typed: "clsed", meant: "closed" }];

test("typos are put right in their order, each once", () => {
  assert.equal(respelled("Is the brige clsed? brige", SPELLING, ({ meant }) => meant), "Is the bridge closed? brige");
  assert.equal(respelled("Is it open?", SPELLING, ({ meant }) => meant), "Is it open?");
});

test("what replaces a word is not looked at again", () => {
  const spelling = [{ typed: "a", meant: "aa" }, { typed: "a", meant: "b" }];
  assert.equal(respelled("a a", spelling, ({ meant }) => meant), "aa b");
});

test("words for time are left out, with the space before a sign", () => {
  assert.equal(without("What broke last week?", ["last week"]), "What broke?");
  assert.equal(without("In August, who won, in 2025?", ["in august", "2025"]), ", who won, in?");
});

test("nothing is left where the words are not in it, or nothing else is", () => {
  assert.equal(without("What broke?", ["yesterday"]), "");
  assert.equal(without("Yesterday?", ["yesterday"]), "");
});
