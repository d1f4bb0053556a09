import assert from "node:assert/strict";
import test from "node:test";
import { ago, dayRange, isDay, ownClock, period, range, written } from "../../ragbot/ui/lib/dates.js";

globalThis.document = { documentElement: { lang: "en" } };
const NOW = Date.parse("2025-08-14T12:00:00Z");

test("the tests run west of Greenwich, where a day in UTC is often the one before", () => {
  assert.equal(new Date("2025-08-12").getDate(), 11, "start them as the Makefile does");
});

test("a day is the same day everywhere", () => {
  assert.equal(isDay("2025-08-12"), true);
  assert.equal(written("2025-08-12"), "August 12, 2025");
});

test("an instant is shown by the publisher's own clock, wherever the reader is", () => {
  assert.equal(ownClock("2025-08-12T23:30:00+09:00"), "2025-08-12T23:30:00");
  assert.equal(ownClock("2025-08-12T23:30:00.5Z"), "2025-08-12T23:30:00.5");
  assert.equal(ownClock("2025-08-12"), "2025-08-12");
  assert.match(written(ownClock("2025-08-12T23:30:00+09:00")), /August 12, 2025.* 11:30/);
});

test("what is no date stays as it is", () => {
  assert.equal(written("last Tuesday"), "last Tuesday");
  assert.equal(range("soon", "later"), "soon – later");
  assert.equal(ago("soon", NOW), "");
});

test("how long ago is said in the largest unit that fits twice", () => {
  assert.equal(ago("2025-08-14T11:59:40Z", NOW), "this minute");
  assert.equal(ago("2025-08-14T10:01:00Z", NOW), "119 minutes ago");
  assert.equal(ago("2025-08-14T10:00:00Z", NOW), "2 hours ago");
  assert.equal(ago("2025-08-11T12:00:00Z", NOW), "3 days ago");
  assert.equal(ago("2020-08-14T12:00:00Z", NOW), "5 years ago");
  assert.equal(ago("2025-08-14T15:00:00Z", NOW), "in 3 hours");
});

test("some days have the name of their month or year", () => {
  assert.equal(period("2025-01-01", "2025-12-31"), "2025");
  assert.equal(period("2024-02-01", "2024-02-29"), "February 2024");
  assert.equal(period("2025-08-12", "2025-08-12"), "August 12, 2025");
  assert.equal(period("2025-02-01", "2025-02-27").replaceAll(/\s/g, " "), "Feb 1 – 27, 2025"); // the spaces are narrow
});

test("a range that ends before it begins is none", () => {
  assert.equal(dayRange("2025-08-12", "2025-08-11"), "");
  assert.equal(dayRange(null, null), "");
  assert.equal(dayRange("2025-08-12", null), "from August 12, 2025");
  assert.equal(dayRange(null, "2025-08-12"), "until August 12, 2025");
});
