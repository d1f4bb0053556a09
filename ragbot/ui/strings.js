/** Every English word of the page; another language is another file like this one. */

const number = (n) => n.toLocaleString();
const count = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;

const CHECKS = { quote: "quotation", figure: "number", name: "name", meaning: "meaning", entailment: "conclusion" };
const checks = (failed) => failed.map((check) => CHECKS[check] ?? check).join(", ");

export const strings = {
  page: "ragbot: ask the news",
  welcome: "Ask the news, and check every sentence",
  promise: "Each answer comes from the articles in this archive. Every number in it opens the article on the very sentence.",
  question: "Your question",
  placeholder: "What would you like to know?",
  followUp: "Ask a follow-up",
  ask: "Ask",
  stop: "Stop",
  again: "Ask again",
  retry: "Try again",
  restart: "New conversation",

  beginning: "Ways to begin",
  begin: (title) => `What is known about “${title}”?`,
  emptyArchive: "The archive is empty. Fill it with the command below, then reload this page.",
  ingestCommand: "ragbot-ingest FOLDER",
  facts: (articles, outlets) =>
    `${count(articles, "article", "articles")} from ${count(outlets, "outlet", "outlets")}`,
  asOf: "last updated ",

  since: "From",
  until: "To",
  outlets: "Outlets",
  unfilter: "Clear",
  filter: "Dates and outlets",
  filtered: (limits) => `Only ${limits}`,
  from: (day) => `from ${day}`,
  to: (day) => `until ${day}`,
  chosen: (outlets) => (outlets.length > 2 ? count(outlets.length, "outlet", "outlets") : outlets.join(" and ")),
  turnedDates: "The first date is after the last one.",
  noQuestion: "Type a question first.",
  tooLong: (over) => `The question is ${count(over, "character", "characters")} too long.`,

  searching: "Searching the archive…",
  answering: "Answering…",
  answered: ({ sources, conflicts, unsupported }) =>
    [
      `Answer complete, with ${count(sources.length, "source", "sources")}.`,
      conflicts.length ? "The articles differ." : "",
      unsupported.length ? `${count(unsupported.length, "sentence is", "sentences are")} unsupported.` : "",
    ].join(" ").trim(),
  stopped: "Stopped. What stands here is unfinished and its citations are unchecked.",
  notInArchive: "The archive does not tell.",
  related: "Related, not proof",
  relatedNote: "The nearest passages found. They do not answer the question.",
  degraded: "Quotes from the archive instead of a written answer. ",
  sources: "Sources",
  citation: (n, source) => (source ? `Citation ${n}, ${source}` : `Citation ${n}`),
  open: "Press the number again to read it in the article.",
  alsoIn: "Also in ",
  searchedDays: "Searched only articles ",
  extractive: "Quoted from the articles, without a language model",
  writtenBy: (backend) => `Written by ${backend}`,
  preferred: (days, hasBoth) =>
    hasBoth ? `Preferred ${days}` : days ? `Preferred articles ${days}` : "Preferred the newest",
  newest: "Newest article ",
  before: (days) =>
    days === 0 ? "on the day of the question" : `${count(days, "day", "days")} before the question`,
  archiveAsOf: "Archive as of ",
  dropped: (n) => `${count(n, "citation", "citations")} that did not hold ${n === 1 ? "was" : "were"} removed`,

  understood: "Understood as: ",
  unsupported: (failed) => (failed.length ? `(unsupported: ${checks(failed)})` : "(unsupported: no source)"),
  unsupportedNote: (n) =>
    `${count(n, "sentence is", "sentences are")} unsupported: what is cited does not say so, or nothing is cited.`,
  droppedSentences: (n) =>
    n === 1
      ? "1 sentence was left out: it had a number or a quotation that no article has."
      : `${number(n)} sentences were left out: they had a number or a quotation that no article has.`,
  notBorneOut: (failed) => `Does not bear out the sentence: ${checks(failed)}.`,
  saidBy: "said by ",
  unnamed: "an unnamed source",
  inOutlet: ", in ",
  alsoSaidBy: "also said by ",
  independent: (n) => `${number(n)} independent outlets say so`,
  conflicts: "The articles differ",
  conflictsNote: "Newest first: an older value may be overtaken. Which is right is not for us to say.",
  conflictHeads: ["Value", "Outlet", "Published", "In its words"],
  alsoOutlets: "also ",
  corrected: "Corrected",
  was: "Was",
  isNow: "Is now",
  removed: "Removed",
  added: "Added",
  moreChanges: (n) => count(n, "more change", "more changes"),

  dateUnknown: "date unknown",
  outletUnknown: "outlet unknown",
  untitled: "Untitled",
  modified: "changed ",
  version: (n, of) => (of > 1 ? `Version ${n} of ${of}` : `Version ${n}`),
  seen: "in the archive since ",
  newer: "A newer version of this article is in the archive.",
  readNewer: (n) => `Read version ${n}`,
  states: {
    publisher: {
      corrected: "The publisher has corrected this article.",
      retracted: "The publisher has retracted this article. No answer draws on it.",
      removed: "The publisher has removed this article. No answer draws on it.",
    },
    operator: {
      corrected: "This article is marked as corrected in this archive.",
      retracted: "This article is marked as retracted in this archive. No answer draws on it.",
      removed: "This article has been removed from this archive. No answer draws on it.",
    },
  },
  stateSince: "Known here since ",
  original: (host) => `Read the original at ${host}`,
  opening: "Opening the article…",
  article: "Article",
  close: "Close",
  misplaced: "The cited sentence could not be found in this version.",

  unreachable: "The server does not answer. Start it again with ragbot serve if it has stopped, then try again.",
  broken: "The connection broke before the answer was complete.",
  failed: "Something went wrong.",
};
