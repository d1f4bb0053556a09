import assert from "node:assert/strict";
import test from "node:test";
import { webAddress } from "../../ragbot/ui/lib/web-address.js";

for (const text of ["https://harbour.example/a?b=1", "HTTP://harbour.example", "https://zeitung.example/straße"]) {
  test(`${text} is shown`, () => assert.match(webAddress(text)?.href ?? "", /^https?:\/\//));
}

const OTHERS = ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//harbour.example", "harbour.example", "https://", "", null, undefined];

for (const text of OTHERS) {
  test(`${JSON.stringify(text)} is no address`, () => assert.equal(webAddress(text), null));
}
