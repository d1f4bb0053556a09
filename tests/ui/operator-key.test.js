import assert from "node:assert/strict";
import test from "node:test";
import { keepKey, may, operatorKey } from "../../ragbot/ui/manage/operator-key.js";
import { scopesOf } from "../../ragbot/ui/manage/operator-api.js";

globalThis.document = new EventTarget();
const allowed = () => ["ask", "ingest", "operate"].filter(may);

test("who has no key is offered nothing that needs one", () => {
  keepKey(null);
  assert.deepEqual(allowed(), []);
});

test("a key is offered what the server said that it may do", () => {
  keepKey("reader", ["ask"]);
  assert.deepEqual(allowed(), ["ask"]);
  keepKey("desk", ["ask", "ingest"]);
  assert.deepEqual(allowed(), ["ask", "ingest"]);
});

test("what an earlier version of the page kept of a key holds", () => {
  keepKey("desk", ["ask", "feed"]);
  assert.deepEqual(allowed(), ["ask", "ingest"]);
});

test("a key of which the server said nothing is offered everything, for the server refuses", () => {
  keepKey("desk", ["ask"]);
  keepKey("other");
  assert.deepEqual([operatorKey(), allowed()], ["other", ["ask", "ingest", "operate"]]);
});

test("a key that is forgotten leaves nothing of what it may do", () => {
  keepKey("reader", ["ask"]);
  keepKey(null);
  assert.deepEqual([operatorKey(), allowed()], [null, []]);
});

test("what a key may do is told by the server, which is sent the key", async () => {
  let sent = "";
  globalThis.fetch = async (path, { headers }) => {
    sent = `${path} ${new Headers(headers).get("Authorization")}`;
    return Response.json({ name: "reader", scopes: ["ask"] });
  };
  assert.deepEqual(await scopesOf("rb_1"), ["ask"]);
  assert.equal(sent, "v1/permissions Bearer rb_1");
});

test("a key that the server does not take may do nothing, and another failure is none of the key", async () => {
  const refuse = (status) => (globalThis.fetch = async () => Response.json({ detail: "No." }, { status }));
  refuse(401);
  assert.equal(await scopesOf("wrong"), null);
  assert.equal(await scopesOf("no header: ä"), null);
  refuse(503);
  await assert.rejects(scopesOf("rb_1"), { message: "No.", status: 503 });
});
