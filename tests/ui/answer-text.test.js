import assert from "node:assert/strict";
import test from "node:test";
import { asMarkdown, asText } from "../../ragbot/ui/ask/answer-text.js";
import { answer, citation, question, source } from "./samples.js";

test("the text has the question, the answer and its sources with the cited words", () => {
  assert.equal(asText(answer(), question(), []), [
    "Is the bridge open?", "", "The bridge is closed. [1]", "",
    "[1] Bridge closed, Harbour Post, August 12, 2025 at 9:30 AM, https://harbour.example/bridge", "    “The bridge is closed.”", "",
  ].join("\n"));
});

test("in Markdown a citation is a footnote, and a document of several answers has each label once", () => {
  const text = asMarkdown(answer(), question(), [], 7);
  assert.match(text, /closed\\?\. \[\^8\]/);
  assert.match(text, /^\[\^8\]: \[Bridge closed\]\(<https:\/\/harbour\.example\/bridge>\)/m);
  assert.equal(text.includes("[^1]"), false);
});

const HOSTILE = "# <img src=x onerror=a()> [a](javascript:b) `c` **d** ~~e~~ \n\n---\n> f | g ![h](i) &lt; $x^2$";

test("nothing that others wrote is markup in Markdown", () => {
  const hostile = answer({ answer: `${HOSTILE} [1]`, sources: [source(1, { title: HOSTILE, source: HOSTILE })], citations: [citation(1, 3, { cited_text: HOSTILE })] });
  const text = asMarkdown(hostile, question(HOSTILE));
  const bare = text.replace(/\\[\\`*_{}[\]()<>#+!|~&^$=:-]/g, "");
  const ours = bare.replace(/\[\^\d+\]:?|^## |^ {4}> | \[\^\d+\]|\(<https:[^>]*>\)|[[\]]/gm, "");
  assert.equal(/[`*_<>#!|~&$]/.test(ours), false, ours);
});

test("a line of an answer begins no list", () => {
  assert.match(asMarkdown(answer({ answer: "- It broke. [1]\n\n3. It held." }), question()), /\n\n\\- It broke\. \[\^1\]\n\n3\\\. It held/);
});

test("what would turn the text is left out", () => {
  const turned = answer({ answer: "Clo\u202ese\u200ed. [1]", sources: [source(1, { title: "Bri\u2067dge" })] });
  for (const text of [asText(turned, question("Op\u200fen?"), []), asMarkdown(turned, question("Op\u200fen?"))]) {
    assert.equal(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/.test(text), false);
  }
});

test("an address that is none of the web is not linked", () => {
  const text = asMarkdown(answer({ sources: [source(1, { url: "javascript:alert(1)" })] }), question());
  assert.equal(text.includes("javascript"), false);
  assert.match(text, /^\[\^1\]: Bridge closed,/m);
});

test("a number that is no source stays text", () => {
  assert.match(asMarkdown(answer({ answer: "See [9]. [1]" }), question()), /See \\\[9\\\]\. \[\^1\]/);
});

test("a word stands after a sentence that nothing supports, counted in code points", () => {
  const text = asText(answer({ answer: "🌊 It broke. It held. [1]", unsupported: [{ start_index: 0, end_index: 11, failed: ["figure"] }] }), question(), []);
  assert.match(text, /🌊 It broke\. \(unsupported: number\) It held\. \[1\]/);
});

test("what became of the sources stands before the answer, and what became of the article at the source", () => {
  const text = asText(answer({ sources: [source(1, { state: "retracted" })] }), question(), ["Source 1 has been retracted since."]);
  assert.ok(text.indexOf("Source 1 has been retracted") < text.indexOf("The bridge is closed"));
  assert.match(text, /9:30 AM, retracted,/);
});

test("an unknown date, outlet and title are said to be unknown", () => {
  const text = asText(answer({ sources: [source(1, { title: "", source: "", published: null, url: null })] }), question(), []);
  assert.match(text, /\[1\] Untitled, outlet unknown, date unknown\n/);
});

test("a refusal says so", () => {
  const nothing = answer({ answer: "", outcome: "not_in_archive", sources: [], citations: [] });
  assert.match(asText(nothing, question(), []), /Not found in the archive\./);
});
