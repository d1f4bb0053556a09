import assert from "node:assert/strict";
import test from "node:test";
import { periods } from "../../ragbot/ui/archive/periods.js";

// Node 20 does not have it; every browser that the page works in does.
Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

const NO_LIMITS = { since: null, until: null };
const on = (day, articles = 1) => ({ day, articles });

test("days that fit are a bar each", () => {
  const found = periods([on("2025-08-01", 3), on("2025-08-04")], 10, NO_LIMITS);
  assert.deepEqual([found.unit, found.columns], ["day", 4]);
  assert.deepEqual(found.bars, [
    { column: 1, first: "2025-08-01", last: "2025-08-01", articles: 3 },
    { column: 4, first: "2025-08-04", last: "2025-08-04", articles: 1 },
  ]);
});

test("a week is from Monday to Sunday", () => {
  const found = periods([on("2025-08-03"), on("2025-08-04"), on("2025-08-31")], 10, NO_LIMITS);
  assert.equal(found.unit, "week");
  assert.deepEqual(found.bars.slice(0, 2).map(({ first, last }) => [first, last]), [["2025-07-28", "2025-08-03"], ["2025-08-04", "2025-08-10"]]);
});

test("months and years are those of the calendar, before 1970 too", () => {
  const months = periods([on("1968-02-10"), on("1968-11-30")], 12, NO_LIMITS);
  assert.deepEqual([months.unit, months.bars[0].first, months.bars[0].last], ["month", "1968-02-01", "1968-02-29"]);
  const years = periods([on("0099-05-05"), on("0103-05-05")], 12, NO_LIMITS);
  assert.deepEqual([years.unit, years.bars[0].first, years.bars[0].last], ["year", "0099-01-01", "0099-12-31"]);
});

test("no day is lost or counted twice, and no more bars are drawn than fit", () => {
  const days = Array.from({ length: 4000 }, (_, n) => on(new Date(Date.UTC(1995, 0, 1 + n * 3)).toISOString().slice(0, 10), (n % 5) + 1));
  for (const most of [1, 2, 7, 32, 60, 500]) {
    const { bars, columns } = periods(days, most, NO_LIMITS);
    assert.equal(bars.reduce((sum, { articles }) => sum + articles, 0), days.reduce((sum, { articles }) => sum + articles, 0));
    assert.ok(columns <= Math.max(most, 2), `${columns} for ${most}`);
  }
});

test("no bar reaches beyond the limits", () => {
  const { bars } = periods([on("2025-01-20"), on("2025-03-10")], 3, { since: "2025-01-15", until: "2025-03-12" });
  assert.deepEqual([bars[0].first, bars.at(-1).last], ["2025-01-15", "2025-03-12"]);
});

test("what is no day is no bar", () => {
  assert.equal(periods([on("2025-02-30"), on("soon")], 10, NO_LIMITS), null);
  assert.equal(periods([], 10, NO_LIMITS), null);
});
