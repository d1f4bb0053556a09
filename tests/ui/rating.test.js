import assert from "node:assert/strict";
import test from "node:test";
import { isRefusal } from "../../ragbot/ui/ask/rating.js";

test("a refusal is told by its outcome, and a degraded one by its lack of citations", () => {
  for (const outcome of ["not_in_archive", "related"]) assert.ok(isRefusal({ outcome, citations: [] }));
  assert.ok(isRefusal({ outcome: "degraded", citations: [] }));
  assert.ok(!isRefusal({ outcome: "degraded", citations: [{ article_id: "a", version: 1 }] }));
  assert.ok(!isRefusal({ outcome: "answered", citations: [] }));
});
