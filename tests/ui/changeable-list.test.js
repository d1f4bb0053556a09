import assert from "node:assert/strict";
import test from "node:test";
import { changeableList } from "../../ragbot/ui/manage/changeable-list.js";

/** A list whose server does as it is told, or refuses; `log` has what happened. */
function made(refusal = null) {
  const log = [];
  const focus = (name) => ({ focus: () => log.push(`focus ${name}`) });
  globalThis.document = { getElementById: focus };
  const send = async (...words) => {
    log.push(words.join(" "));
    if (refusal) throw new Error(refusal);
  };
  const trouble = { textContent: "" };
  const list = changeableList({
    title: focus("title"),
    trouble,
    wordsFor: (error) => error.message,
    announce: (words) => log.push(`announce ${words}`),
    draw: () => log.push("draw"),
    refresh: async () => log.push("refresh"),
    changed: () => log.push("changed"),
    change: (id, to) => send("change", id, to),
    remove: (id) => send("remove", id),
  });
  return { list, log, trouble };
}

test("a change is sent, told and shown, and others hear of it", async () => {
  const { list, log } = made();
  assert.equal(await list.set("a", "paused", "It rests."), true);
  assert.deepEqual(log, ["change a paused", "announce It rests.", "refresh", "changed"]);
});

test("a refusal is told, and announced to nobody", async () => {
  const { list, log, trouble } = made("The key is no operator's.");
  assert.equal(await list.set("a", "paused", "It rests."), false);
  assert.deepEqual(log, ["change a paused", "draw"]);
  assert.equal(trouble.textContent, "The key is no operator's.");
});

test("it asks before a thing goes, and asks no more when it went or stays", async () => {
  const { list, log } = made();
  list.ask("a", "stop-a");
  assert.equal(list.asking(), "a");
  list.ask(null, "forget-a");
  assert.equal(list.asking(), null);
  list.ask("a", "stop-a");
  await list.forget("a", "It is gone.");
  assert.equal(list.asking(), null);
  assert.deepEqual(log.slice(-5), ["remove a", "announce It is gone.", "refresh", "changed", "focus title"]);
});

test("what could not go is no longer asked for", async () => {
  const { list, log } = made("The server is away.");
  list.ask("a", "stop-a");
  await list.forget("a", "It is gone.");
  assert.equal(list.asking(), null);
  assert.deepEqual(log.slice(-3), ["remove a", "draw", "focus title"]);
});
