/** The page's own nouns; what the API takes and gives is in schema.d.ts. Browsers never load it. */

import type { AlsoIn, AnswerBody } from "./schema";

/** What a reader limits a question or a search to: days (2025-03-12) and outlets. */
export interface Limits {
  since: string | null;
  until: string | null;
  sources: string[];
}

export interface LimitedQuestion extends Limits {
  question: string;
}

/** The search of the archive view. */
export interface ArchiveQuery extends Limits {
  words: string;
  languages: string[];
  retracted: boolean;
  sort: "date" | "relevance";
}

/** A question that was answered. */
export interface AnsweredQuestion {
  asked: LimitedQuestion;
  answer: AnswerBody;
}

/** Kept in this browser; `changed` is an instant, empty when it is new. */
export interface KeptConversation {
  id: string;
  name: string;
  changed: string;
  turns: AnsweredQuestion[];
}

/** Words in the text of an article, from one code point to another. */
export interface Span {
  start: number;
  end: number;
  text: string;
  current: boolean;
}

/** What opens an article gets the focus back. */
export type Opener = HTMLElement | SVGElement;

/** An article opened on some spans: of one version, or of the current one. */
export interface ReadingPlace {
  article: string;
  version: number | null;
  spans: Span[];
  alsoIn?: AlsoIn[];
  opener?: Opener | null;
}

/** Opens an article. */
export type Read = (place: ReadingPlace) => unknown;

/** Tells who cannot see. */
export type Announce = (words: string) => void;

/** The words for an error. */
export type WordsFor = (error: unknown) => string;

/** Asks a changed question; `alone` is one that needs no earlier turns. */
export type Refine = (question: LimitedQuestion, alone: boolean) => void;

/** Puts a question into the form, with its limits. */
export type Edit = (question: LimitedQuestion) => void;
