/** An answer as the API gives it, invented; a test names only what it is about. */

const ARTICLE = { article_id: "a1", version: 1, url: "https://harbour.example/bridge", source: "Harbour Post", published: "2025-08-12T09:30:00+02:00" };

/** A source of that number. */
export const source = (number, changes = {}) => ({
  ...ARTICLE, number, title: "Bridge closed", authors: [], also_in: [], state: "live", opinion: null, partial: false, ...changes,
});

/** The citation of a marker that ends at that code point. */
export const citation = (number, end, changes = {}) => ({
  ...ARTICLE, number, start_index: 0, end_index: end, cited_text: "The bridge is closed.", source_start: 10, source_end: 31,
  title: "Bridge closed", state: "live", support: null, attribution: null, outlets: [], opinion: null, ...changes,
});

/** An answer with one source. */
export const answer = (changes = {}) => ({
  question: "Is the bridge open?", standalone_question: "Is the bridge open?", answer: "The bridge is closed. [1]", outcome: "answered",
  citations: [citation(1, 25)], sources: [source(1)], related: [], others: [], conflicts: [], unsupported: [], corrections: [],
  archive_as_of: null, reason: null, ...changes,
});

/** A question without limits. */
export const question = (text = "Is the bridge open?") => ({ question: text, since: null, until: null, sources: [] });

/** Storage as a browser has it; `room` is how many characters it takes. */
export function storage(room = Infinity) {
  const kept = new Map();
  const store = {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    removeItem: (name) => kept.delete(name),
    setItem: (name, value) => {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      kept.set(name, value);
    },
  };
  return store;
}
