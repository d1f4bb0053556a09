import assert from "node:assert/strict";
import test from "node:test";
import { viewIn } from "../../ragbot/ui/lib/views.js";

test("a fragment names a view, and what it is to show", () => {
  assert.deepEqual(viewIn("#manage?watch=a1"), ["manage", "watch=a1"]);
  assert.deepEqual(viewIn("#archive?q=what?"), ["archive", "q=what?"]);
  for (const none of ["", "#"]) assert.deepEqual(viewIn(none), ["", ""]);
});

test("links from before Manage had its name lead there", () => {
  assert.deepEqual(viewIn("#upload?watch=a1"), ["manage", "watch=a1"]);
  assert.deepEqual(viewIn("#feed"), ["manage", ""]);
  assert.deepEqual(viewIn("#feed?code=c"), ["manage", "code=c"]);
});

test("a name that only objects have is no view of old", () => {
  for (const name of ["toString", "__proto__", "feeds", "Feed"]) assert.deepEqual(viewIn(`#${name}`), [name, ""]);
});
