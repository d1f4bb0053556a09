import assert from "node:assert/strict";
import test from "node:test";
import { Problem, article, ask, facts, isStop, recheck, suggestions } from "../../ragbot/ui/lib/api.js";
import { question } from "./samples.js";

const encoded = (text) => new TextEncoder().encode(text);
const STREAM = ': still here\n\nevent: sources\ndata: {"sources":[]}\n\nevent: delta\ndata: {"text":"Flut 🌊"}\n\nevent: done\ndata: {"answer":\ndata: "Flut 🌊"}\n\n';

/** A server that gives this once, and what it was asked. */
function serving(body, status = 200) {
  const asked = {};
  globalThis.fetch = async (path, options) => {
    Object.assign(asked, { path, options });
    return new Response(body, { status });
  };
  return asked;
}

/** The bytes of a text, so many at a time. */
function chunks(text, size) {
  const bytes = encoded(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
}

async function events(body) {
  serving(body);
  const found = [];
  for await (const event of ask(question(), new AbortController().signal)) found.push(event);
  return found;
}

for (const size of [1, 2, 3, 7, 1000]) {
  for (const end of ["\n", "\r\n", "\r"]) {
    test(`an answer that comes ${size} bytes at a time, with ${JSON.stringify(end)}, is the same`, async () => {
      assert.deepEqual(await events(chunks(STREAM.replaceAll("\n", end), size)), [
        ["sources", { sources: [] }], ["delta", { text: "Flut 🌊" }], ["done", { answer: "Flut 🌊" }],
      ]);
    });
  }
}

test("what comes after the end is not read", async () => {
  assert.equal((await events(`${STREAM}event: delta\ndata: {"text":"more"}\n\n`)).length, 3);
});

test("a stream without its end is a broken connection", async () => {
  await assert.rejects(events('event: delta\ndata: {"text":"a"}\n\nevent: done\ndata: {'), new Problem("The connection broke before the answer was complete."));
});

test("an error in the stream is told with its words", async () => {
  await assert.rejects(events('event: error\ndata: {"detail":"The model is busy.","status":503}\n\n'), (error) => error.message === "The model is busy." && error.status === 503);
});

test("a problem says what is wrong, and with which field, once", async () => {
  serving(JSON.stringify({ title: "Bad", detail: "since is no day.", errors: [{ field: "since", message: "since is no day." }, { field: "until", message: "until is missing." }] }), 422);
  await assert.rejects(facts(), (error) => error.message === "since is no day. until is missing." && error.status === 422);
});

test("an answer that is no problem of ours is told in words", async () => {
  serving("<h1>Bad gateway</h1>", 502);
  await assert.rejects(facts(), (error) => error instanceof Problem && error.message === "Something went wrong." && error.status === 502);
});

test("a server that cannot be reached is told to all", async () => {
  const told = [];
  globalThis.document = { dispatchEvent: (event) => told.push(event.type) };
  globalThis.fetch = async () => {
    throw new TypeError("fetch failed");
  };
  await assert.rejects(facts(), /does not answer/);
  assert.deepEqual(told, ["server:gone"]);
});

test("a stop by the reader stays a stop", async () => {
  const stop = new AbortController();
  globalThis.fetch = async (_, { signal }) => signal.throwIfAborted();
  stop.abort();
  await assert.rejects(facts(stop.signal), isStop);
  assert.equal(isStop(new Problem("no")), false);
});

test("an id stands in an address as it is", async () => {
  const asked = serving("{}");
  await article("a/../b?c", 3);
  assert.equal(asked.path, "v1/articles/a%2F..%2Fb%3Fc?version=3");
  await article("a");
  assert.equal(asked.path, "v1/articles/a");
});

test("what is asked goes as JSON", async () => {
  const asked = serving('{"questions":["q"],"citations":["c"]}');
  assert.deepEqual(await suggestions({ asked: ["“x”"] }), ["q"]);
  assert.deepEqual(JSON.parse(asked.options.body), { asked: ["“x”"] });
  assert.deepEqual(await recheck([]), ["c"]);
  assert.deepEqual([asked.path, asked.options.method], ["v1/citations/check", "POST"]);
});
