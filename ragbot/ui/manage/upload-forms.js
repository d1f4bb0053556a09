/** The ways in: files that are dropped or chosen, an address, a text. */

import { deliverFile, deliverPage, deliverRecord, formatsRead } from "./operator-api.js";
import { LAST_DAY } from "../lib/dates.js";
import { element } from "../lib/element.js";
import { may } from "./operator-key.js";
import { strings } from "../lib/strings.js";

/** @import { uploads } from "./uploads.js" */
/** @import { Report } from "../lib/schema" */

/** @typedef {ReturnType<typeof uploads>} Uploads */

const MOST = 32 * 1024 * 1024; // bytes, the server's limit
const LONGEST_URL = 2000; // characters, the server's limit

/**
 * `add(name, deliver)` takes one in, `refuse(name, why)` does not.
 * @param {Pick<Uploads, "add" | "refuse">} uploads
 */
export function fileForm({ add, refuse }) {
  const box = element("input", { type: "file", id: "files", multiple: true, className: "unseen" });
  box.setAttribute("aria-describedby", "files-hint");
  const choose = element("span", { className: "choose" }, strings.chooseFiles);
  const zone = element("label", { className: "drop", htmlFor: "files" }, box, strings.dropFiles, choose);
  const take = (/** @type {File[]} */ files) => {
    for (const file of files) {
      if (file.size > MOST) refuse(file.name, strings.fileTooLarge);
      else add(file.name, (signal) => deliverFile(file, signal));
    }
  };
  box.addEventListener("change", () => {
    take([...(box.files ?? [])]);
    box.value = ""; // so that the same file can be chosen again
  });
  followDrops(zone, take, (names) => refuse(names.join(", "), strings.noFolders(names)));
  const hint = element("p", { id: "files-hint", className: "quiet" }, strings.fileKinds([], []));
  const learn = async () => {
    if (!may("ingest") || box.accept) return;
    const { suffixes, packed } = await formatsRead().catch(() => ({ suffixes: [], packed: [] }));
    box.accept = [...suffixes, ...packed].join(",");
    hint.textContent = strings.fileKinds(suffixes, packed);
  };
  document.addEventListener("operator:key", learn);
  learn();
  return element("div", {}, element("h3", {}, strings.files), zone, hint);
}

/**
 * Files go in wherever they are dropped while this view is shown.
 * @param {HTMLElement} zone
 * @param {(files: File[]) => void} take
 * @param {(names: string[]) => void} refuseFolders
 */
function followDrops(zone, take, refuseFolders) {
  const over = (/** @type {boolean} */ is) => (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault(); // else the browser would leave the page and open the file
    zone.classList.toggle("over", is && zone.checkVisibility());
  };
  document.addEventListener("dragover", over(true));
  document.addEventListener("dragleave", over(false));
  document.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer || !event.defaultPrevented || !zone.checkVisibility()) return;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    const folders = entries.flatMap((entry) => (entry?.isDirectory ? [entry.name] : []));
    if (folders.length) refuseFolders(folders);
    take([...event.dataTransfer.files].filter((_, index) => !entries[index]?.isDirectory));
  });
}

/** @param {Pick<Uploads, "add">} uploads */
export function addressForm({ add }) {
  const box = element("input", { type: "url", id: "page", dir: "ltr", autocomplete: "off", maxLength: LONGEST_URL });
  box.setAttribute("aria-describedby", "page-hint page-trouble");
  const trouble = element("p", { id: "page-trouble", className: "trouble", role: "alert" });
  const form = element(
    "form",
    { noValidate: true },
    element("h3", {}, element("label", { htmlFor: "page" }, strings.address)),
    element("div", { className: "line" }, box, takeIn()),
    element("p", { id: "page-hint", className: "quiet" }, strings.addressHint),
    trouble,
  );
  sending(form, box, trouble, strings.noAddress, async () => {
    const url = box.value.trim();
    const report = await add(url, (signal) => deliverPage(url, signal));
    if (report && !report.failed.length && box.value.trim() === url) box.value = "";
  });
  return form;
}

/** @param {Pick<Uploads, "add">} uploads */
export function textForm({ add }) {
  const trouble = element("p", { id: "text-trouble", className: "trouble", role: "alert" });
  const text = element("textarea", { id: "pasted-text", rows: 3, dir: "auto" });
  text.setAttribute("aria-describedby", trouble.id);
  const kinds = { title: "text", source: "text", url: "url", published: "date" };
  const boxes = Object.entries(kinds).map(([name, type]) => [name, input(name, type)]);
  const fields = Object.fromEntries([["text", text], ...boxes]);
  const labels = Object.entries(strings.pastedFields).map(([name, label]) => labelled(label, fields[name]));
  const form = element("form", { className: "pasting", noValidate: true }, ...labels, takeIn(), trouble);
  sending(form, text, trouble, strings.noText, async () => {
    const given = Object.entries(fields).map(([name, { value }]) => [name, value.trim()]);
    const record = Object.fromEntries(given.filter(([, value]) => value));
    const name = record.title ?? strings.pasted;
    const report = await add(name, (signal) => deliverRecord({ ...record, origin: name }, signal));
    if (report && !report.failed.length && text.value.trim() === record.text) form.reset();
  });
  return element("details", {}, element("summary", {}, strings.pasted), form);
}

/**
 * Send a form when its main box holds something.
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement | HTMLTextAreaElement} box
 * @param {HTMLElement} trouble
 * @param {string} nothing
 * @param {() => void} send
 */
function sending(form, box, trouble, nothing, send) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    trouble.textContent = box.value.trim() ? "" : nothing;
    if (trouble.textContent) box.focus();
    else send();
  });
}

function takeIn() {
  return element("button", { type: "submit" }, strings.takeIn);
}

/**
 * @param {string} name
 * @param {string} type
 */
function input(name, type) {
  const dir = type === "text" ? "auto" : null;
  return element("input", { type, id: `pasted-${name}`, autocomplete: "off", dir, max: type === "date" ? LAST_DAY : null });
}

/**
 * @param {string} name
 * @param {HTMLElement} box
 */
function labelled(name, box) {
  return element("label", { className: box.id, htmlFor: box.id }, element("span", {}, name), box);
}
