/** What the API takes and gives: one interface for each schema of /openapi.json.
 *
 * Made by `python -m tests.page_types`; do not edit. Browsers never load it.
 */

export interface AlsoIn {
  article_id: string;
  title: string;
  source: string;
  url: string | null;
  published: string | null;
}

export interface AnswerBody {
  id: string;
  question: string;
  standalone_question: string;
  answer: string;
  outcome: "answered" | "related" | "not_in_archive" | "degraded";
  citations: Citation[];
  sources: Source[];
  related: EvidenceBody[];
  others: AlsoIn[];
  window: Window;
  about: Window;
  time_words: string[];
  asked_on: string | null;
  spelling: Respelled[];
  archive_as_of: string | null;
  as_of: string | null;
  newest_evidence: string | null;
  newest_evidence_age: number | null;
  unsupported: Unsupported[];
  corrections: Correction[];
  conflicts: Conflict[];
  late: LateSource[];
  notes: string[];
  backend: string;
  reason: string | null;
  words_only: boolean;
  dropped_citations: number;
  dropped_sentences: number;
  usage: Usage | null;
  focus: Focus | null;
  timings: Record<string, unknown>;
  trace: Trace | null;
}

export interface AnswerExtension {
  outcome: "answered" | "related" | "not_in_archive" | "degraded";
  reason: string | null;
  words_only: boolean;
  standalone_question: string;
  sources: Source[];
  related: EvidenceBody[];
  others: AlsoIn[];
  unsupported: Unsupported[];
  conflicts: Conflict[];
  corrections: Correction[];
  late: LateSource[];
  notes: string[];
  window: Window;
  about: Window;
  time_words: string[];
  spelling: Respelled[];
  focus: Focus | null;
  newest_evidence: string | null;
  newest_evidence_age: number | null;
  archive_as_of: string | null;
  as_of: string | null;
  asked_on: string | null;
}

export interface ArticlePage {
  articles: ListedArticle[];
  next: string | null;
}

export interface ArticleSummary {
  id: string;
  url: string | null;
  source: string;
  state: "live" | "corrected" | "retracted" | "removed";
  first_seen: string;
  version: number;
  title: string;
  published: string | null;
  modified: string | null;
  authors: string[];
  language: string | null;
  partial: boolean;
}

export interface AskedQuestion {
  text: string;
  window: Window;
  sources: string[];
  history: Turn[];
  asked_on: string;
  as_of: string | null;
}

export interface Attribution {
  outlet: string;
  speaker: string | null;
  quoted: boolean;
}

export interface Candidate {
  kind: "feed" | "sitemap" | "page" | "folder";
  address: string;
  title: string;
  items: number;
  newest: string | null;
}

export interface Candidates {
  candidates: Candidate[];
}

export interface Change {
  before: string | null;
  after: string | null;
  before_start: number | null;
  before_end: number | null;
  after_start: number | null;
  after_end: number | null;
}

export interface ChangeBody {
  state?: "active" | "paused" | null;
  every?: number | null;
  title?: string | null;
  check?: "now" | null;
}

export interface Changes {
  added: string[];
  changed: string[];
  forgotten: string[];
  unchanged: number;
}

export interface ChatAnnotation {
  url_citation: UrlCitation;
  ragbot: CitationExtension;
  type: "url_citation";
}

export interface ChatBody {
  model: string;
  messages: MessageBody[];
  stream?: boolean | null;
  stream_options?: StreamOptions | null;
  ragbot?: QuestionExtension | null;
  n?: null | 1;
  response_format?: unknown;
  tool_choice?: null | "auto" | "none";
  function_call?: null | "auto" | "none";
  logprobs?: unknown;
  top_logprobs?: unknown;
  modalities?: unknown;
  audio?: unknown;
}

export interface ChatChoice {
  message: ChatMessage;
  index: number;
  finish_reason: "stop";
  logprobs: null;
}

export interface ChatCompletion {
  id: string;
  created: number;
  choices: ChatChoice[];
  usage: ChatUsage | null;
  ragbot: AnswerExtension;
  model: string;
  object: "chat.completion";
}

export interface ChatMessage {
  content: string;
  annotations: ChatAnnotation[];
  role: "assistant";
  refusal: null;
}

export interface ChatUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export interface Citation {
  number: number;
  start_index: number;
  end_index: number;
  cited_text: string;
  source_start: number;
  source_end: number;
  state: "live" | "corrected" | "retracted" | "removed";
  support: Support | null;
  attribution: Attribution | null;
  outlets: string[];
  opinion: Opinion | null;
  article_id: string;
  version: number;
  title: string;
  url: string | null;
  source: string;
  published: string | null;
}

export interface CitationExtension {
  number: number;
  article_id: string;
  version: number;
  source_start: number;
  source_end: number;
  cited_text: string;
  source: string;
  published: string | null;
  state: "live" | "corrected" | "retracted" | "removed";
  support: Support | null;
  attribution: Attribution | null;
  outlets: string[];
  opinion: Opinion | null;
}

export interface CitationsBody {
  citations: CitedBody[];
}

export interface CitedBody {
  article_id: string;
  version: number;
  source_start: number;
  source_end: number;
  cited_text: string;
}

export interface CitedSentence {
  text: string;
  cited_text: string;
  article_id: string;
  version: number;
  source_start: number;
  source_end: number;
  title: string;
  source: string;
  url: string | null;
  published: string | null;
}

export interface CitedSpan {
  article_id: string;
  version: number;
  source_start: number;
  source_end: number;
}

export interface CitedSpanBody {
  article_id: string;
  version: number;
  source_start: number;
  source_end: number;
}

export interface Conflict {
  kind: "number" | "date" | "name";
  statements: Statement[];
}

export interface Correction {
  number: number;
  note: string | null;
  from_version: number | null;
  changes: Change[];
}

export interface DayCount {
  day: string;
  articles: number;
}

export interface Days {
  days: DayCount[];
  undated: number;
  total: number;
}

export interface DiffBody {
  article: ArticleSummary;
  from_version: VersionSummary;
  to_version: VersionSummary;
  note: string | null;
  changes: Change[];
}

export interface DiscoverBody {
  url: string;
}

export interface EvidenceBody {
  article_id: string;
  version: number;
  start: number;
  end: number;
  text: string;
  title: string;
  url: string | null;
  source: string;
  published: string | null;
  score: number;
  similarity: number;
  also_in: AlsoIn[];
  state: "live" | "corrected" | "retracted" | "removed";
}

export interface EvidencePage {
  evidence: EvidenceBody[];
  about: Window;
  time_words: string[];
  archive_as_of: string | null;
  timings: Record<string, unknown>;
  words_only: boolean;
}

export interface Excerpt {
  start: number;
  end: number;
  text: string;
  hits: Place[];
}

export interface Facts {
  articles: number;
  versions: number;
  passages: number;
  sources: SourceCount[];
  oldest: string | null;
  newest: string | null;
  as_of: string | null;
  embedding_model: string;
  languages: LanguageCount[];
  late: LateSource[];
  invented: number;
}

export interface Feedback {
  answer: RatedAnswer;
  rating: "up" | "down";
  reason: "wrong" | "outdated" | "other_story" | "incomplete" | "unfounded" | "missed" | "other" | null;
  text: string;
  who: string;
  id: number;
  at: string;
}

export interface FeedbackBody {
  rating: "up" | "down";
  reason?: "wrong" | "outdated" | "other_story" | "incomplete" | "unfounded" | "missed" | "other" | null;
  text?: string;
  answer_id?: string | null;
  question?: string | null;
  standalone_question?: string | null;
  outcome?: "answered" | "related" | "not_in_archive" | "degraded" | null;
  asked_on?: string | null;
  until?: string | null;
  citations?: CitedSpanBody[];
}

export interface FeedbackPage {
  feedback: Feedback[];
  count: number;
  before: number | null;
}

export interface FeedbackReceipt {
  id: number;
  at: string;
}

export interface FieldProblem {
  field: string;
  message: string;
}

export interface Focus {
  article_id: string;
  title: string;
  published: string | null;
}

export interface FollowBody {
  url: string;
  kind?: "feed" | "sitemap" | "page" | null;
}

export interface FollowedBody {
  source: FollowedSource;
  history: PastCheck[];
}

export interface FollowedList {
  sources: FollowedSource[];
}

export interface FollowedSource {
  id: string;
  address: string;
  kind: "feed" | "sitemap" | "page" | "folder";
  title: string;
  is_named: boolean;
  outlet: string;
  state: "active" | "paused" | "gone";
  late: string | null;
  late_kind: "silent" | "failing" | "unchecked" | "gone" | null;
  late_since: string | null;
  added: string;
  last_check: string | null;
  last_change: string | null;
  next_check: string | null;
  checking: boolean;
  interval: number;
  every: number | null;
  listed: boolean;
  newest: string | null;
  failures: number;
  failing_since: string | null;
  error: string | null;
  opt_outs: string;
  days: DayCount[];
}

export interface FormatBody {
  name: string;
  label: string;
  suffixes: string[];
}

export interface FormatsBody {
  formats: FormatBody[];
  suffixes: string[];
  packed: string[];
}

export interface Gate {
  topic: string;
  signals: Record<string, unknown>;
  odds: number | null;
  outcome: string;
}

export interface IdsBody {
  ids: string[];
}

export interface InputTokens {
  cached_tokens: number;
  cache_write_tokens: number;
}

export interface ItemBody {
  type?: string | null;
  role?: string | null;
  content?: string | PartBody[] | null;
}

export interface LanguageCount {
  language: string | null;
  articles: number;
}

export interface LateSource {
  id: string;
  title: string;
  outlet: string;
  kind: "silent" | "failing" | "unchecked" | "gone";
  since: string;
  why: string;
}

export interface ListedArticle {
  id: string;
  url: string | null;
  source: string;
  state: "live" | "corrected" | "retracted" | "removed";
  first_seen: string;
  version: number;
  title: string;
  published: string | null;
  modified: string | null;
  authors: string[];
  language: string | null;
  title_hits: Place[];
  excerpts: Excerpt[];
  partial: boolean;
}

export interface MessageBody {
  role: "user" | "assistant" | "system" | "developer" | "tool" | "function";
  content?: string | PartBody[] | null;
  annotations?: unknown[] | null;
}

export interface ModelCall {
  purpose: string;
  model: string;
  system: string;
  user: string;
  reply: string;
  input_tokens: number | null;
  output_tokens: number | null;
  failure: string | null;
}

export interface NewWatch {
  watch: WatchSummary;
  secret: string | null;
}

export interface Notice {
  state: "live" | "corrected" | "retracted" | "removed";
  by: "publisher" | "operator" | null;
  reason: string | null;
  since: string | null;
}

export interface NoticedArticleBody {
  article: ArticleSummary;
  version: Version;
  versions: VersionSummary[];
  notice: Notice;
}

export interface OpenAIError {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
}

export interface OpenAIErrorBody {
  error: OpenAIError;
}

export interface OpenAIModel {
  id: string;
  object: "model";
  created: number;
  owned_by: string;
}

export interface OpenAIModels {
  data: OpenAIModel[];
  object: "list";
}

export interface OpenAIResponse {
  id: string;
  created_at: number;
  status: "in_progress" | "completed" | "failed";
  output: ResponseMessage[];
  usage: ResponseUsage | null;
  error: ResponseError | null;
  completed_at: number | null;
  ragbot: AnswerExtension | null;
  object: "response";
  model: string;
  instructions: null;
  previous_response_id: null;
  incomplete_details: null;
  tools: string[];
  tool_choice: "none";
  parallel_tool_calls: boolean;
  store: boolean;
  temperature: null;
  top_p: null;
  metadata: Record<string, unknown>;
}

export interface Opinion {
  kind: "opinion" | "column" | "editorial" | "letter" | "analysis" | "review";
  author: string;
}

export interface OutputTokens {
  reasoning_tokens: number;
}

export interface PartBody {
  type: string;
  text?: string | null;
  annotations?: unknown[] | null;
}

export interface Passed {
  kind: string;
  count: number;
  way_out: string;
}

export interface PastCheck {
  at: string;
  added: number;
  updated: number;
  removed: number;
  failed: number;
  unchanged: number;
  requests: number;
  not_modified: number;
  error: string | null;
  refused: Problem[];
}

export interface Permissions {
  name: string | null;
  scopes: ("ask" | "ingest" | "operate")[];
}

export interface Place {
  start: number;
  end: number;
}

export interface Problem {
  origin: string;
  reason: string;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string | null;
  errors: FieldProblem[] | null;
}

export interface QuestionBody {
  since?: string | null;
  until?: string | null;
  sources?: string[];
  asked_on?: string | null;
  as_of?: string | null;
  question: string;
  history?: TurnBody[];
  stream?: boolean;
  trace?: boolean;
}

export interface QuestionExtension {
  since?: string | null;
  until?: string | null;
  sources?: string[];
  asked_on?: string | null;
  as_of?: string | null;
  foot?: boolean;
}

export interface RankedPassage {
  article_id: string;
  version: number;
  start: number;
  end: number;
  source: string;
  published: string | null;
  score: number;
  scores: StageScores;
  title: string | null;
  also_in: string[];
}

export interface RankedSentence {
  article_id: string;
  version: number;
  start: number;
  end: number;
  text: string;
  score: number;
  bonus: number;
  tells: boolean;
}

export interface RankedSentences {
  compared: string;
  sentences: RankedSentence[];
  quoted: RankedSentence[];
}

export interface RatedAnswer {
  question: string;
  standalone_question: string;
  outcome: "answered" | "related" | "not_in_archive" | "degraded";
  asked_on: string | null;
  until: string | null;
  citations: CitedSpan[];
  answer_id: string | null;
}

export interface Ready {
  status: string;
  late: LateSource[];
}

export interface Recheck {
  verdict: "holds" | "changed" | "retracted" | "removed" | "unknown" | "altered";
  article_id: string;
  version: number;
  current_version: number | null;
  state: "live" | "corrected" | "retracted" | "removed" | null;
  text: string | null;
  source_start: number | null;
  source_end: number | null;
  note: string | null;
}

export interface RecheckPage {
  citations: Recheck[];
  archive_as_of: string | null;
}

export interface RecordsBody {
  articles: unknown[];
}

export interface Report {
  added: number;
  updated: number;
  unchanged: number;
  failed: Problem[];
  failed_more: number;
  warnings: Problem[];
  warnings_more: number;
  passed_over: Passed[];
  passages: number;
  embedded: number;
  seconds: number;
  interrupted: boolean;
  stopped: string | null;
}

export interface ReportBody {
  added: number;
  updated: number;
  unchanged: number;
  failed: Problem[];
  failed_more: number;
  warnings: Problem[];
  warnings_more: number;
  passed_over: Passed[];
  passages: number;
  embedded: number;
  seconds: number;
  interrupted: boolean;
  stopped: string | null;
  results: ("added" | "updated" | "unchanged" | "older" | "fuller" | "shortened" | "failed")[];
}

export interface Respelled {
  typed: string;
  meant: string;
}

export interface ResponseAnnotation {
  start_index: number;
  end_index: number;
  title: string;
  url: string;
  ragbot: CitationExtension;
  type: "url_citation";
}

export interface ResponseError {
  code: string;
  message: string;
}

export interface ResponseMessage {
  id: string;
  content: ResponseText[];
  status: "in_progress" | "completed" | "failed";
  role: "assistant";
  type: "message";
}

export interface ResponseText {
  text: string;
  annotations: ResponseAnnotation[];
  type: "output_text";
  logprobs: string[];
}

export interface ResponseUsage {
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  input_tokens_details: InputTokens;
  output_tokens_details: OutputTokens;
}

export interface ResponsesBody {
  model: string;
  input: string | ItemBody[];
  stream?: boolean | null;
  ragbot?: QuestionExtension | null;
  text?: unknown;
  top_logprobs?: unknown;
  include?: unknown;
  tool_choice?: null | "auto" | "none";
  previous_response_id?: unknown;
  conversation?: unknown;
  background?: unknown;
  prompt?: unknown;
}

export interface SearchBody {
  since?: string | null;
  until?: string | null;
  sources?: string[];
  asked_on?: string | null;
  as_of?: string | null;
  question: string;
  limit?: number;
}

export interface Source {
  number: number;
  authors: string[];
  also_in: AlsoIn[];
  state: "live" | "corrected" | "retracted" | "removed";
  opinion: Opinion | null;
  partial: boolean;
  article_id: string;
  version: number;
  title: string;
  url: string | null;
  source: string;
  published: string | null;
}

export interface SourceCount {
  source: string;
  articles: number;
  newest: string | null;
  seen: string | null;
}

export interface SpanBody {
  article_id: string;
  version: number;
  start: number;
  end: number;
}

export interface StageScores {
  similarity: number;
  bm25: number;
  words: number;
  freshness: number;
  fused: number;
  rerank: number | null;
}

export interface StateBody {
  state: "live" | "corrected" | "retracted" | "removed";
  reason?: string | null;
}

export interface StateReport {
  result: "changed" | "unchanged";
  notice: Notice;
}

export interface Statement {
  value: string;
  cited_text: string;
  source_start: number;
  source_end: number;
  outlets: string[];
  superseded: boolean;
  article_id: string;
  version: number;
  title: string;
  url: string | null;
  source: string;
  published: string | null;
}

export interface StoryArticle {
  article_id: string;
  version: number;
  title: string;
}

export interface StreamOptions {
  include_usage?: boolean | null;
}

export interface Suggestion {
  question: string;
  article_id: string;
  version: number;
  title: string;
  source: string;
  published: string | null;
}

export interface SuggestionsBody {
  since?: string | null;
  until?: string | null;
  sources?: string[];
  asked_on?: string | null;
  as_of?: string | null;
  articles?: VersionBody[];
  asked?: string[];
  used?: SpanBody[];
  limit?: number;
}

export interface SuggestionsPage {
  questions: Suggestion[];
  timings: Record<string, unknown>;
}

export interface Support {
  passed: string[];
  failed: string[];
  similarity: number | null;
  entailment: number | null;
  found: boolean;
}

export interface Trace {
  form: string;
  ragbot: string;
  code: string;
  settings: TracedSettings;
  archive_as_of: string | null;
  articles: number;
  question: AskedQuestion;
  reading: TracedReading | null;
  searches: TracedSearch[];
  drawn_on: number | null;
  stories: TracedStories[];
  gates: Gate[];
  decision: string | null;
  sentences: RankedSentences[];
  calls: ModelCall[];
  claims: TracedClaim[];
}

export interface TracedClaim {
  text: string;
  fate: string;
  failed: string[];
  pieces: number[];
  moved: boolean;
}

export interface TracedReading {
  corrected: string;
  rewritten: string | null;
  searched: string;
  compared: string;
  kind: string;
  form: string;
  about: string;
  now: boolean;
  time_words: string[];
  about_days: Window;
  language: string;
}

export interface TracedSearch {
  text: string;
  topic: string;
  terms: string[];
  days: Window;
  within: string[];
  limit: number;
  words_only: boolean;
  candidates: number;
  passages: RankedPassage[];
  others: RankedPassage[];
}

export interface TracedSettings {
  embedding_model: string;
  llm: string;
  reranker: string | null;
  entailment: string | null;
  second_look: boolean;
}

export interface TracedStories {
  stories: TracedStory[];
}

export interface TracedStory {
  articles: StoryArticle[];
  newest: string;
  score: number;
}

export interface Turn {
  role: "user" | "assistant";
  text: string;
  cited: string[];
}

export interface TurnBody {
  role: "user" | "assistant";
  text: string;
  cited?: string[];
}

export interface Unsupported {
  start_index: number;
  end_index: number;
  failed: string[];
}

export interface UrlBody {
  url: string;
}

export interface UrlCitation {
  start_index: number;
  end_index: number;
  title: string;
  url: string;
}

export interface Usage {
  input_tokens: number;
  output_tokens: number;
}

export interface VacuumBody {
  dry_run?: boolean;
  keep?: string | null;
}

export interface Vacuumed {
  dry_run: boolean;
  articles: Record<string, unknown>;
  kept: Record<string, unknown>;
  size_before: number;
  size: number;
  shrunk: boolean;
}

export interface Version {
  article_id: string;
  number: number;
  title: string;
  text: string;
  url: string | null;
  source: string;
  published: string | null;
  modified: string | null;
  authors: string[];
  language: string | null;
  seen: string;
  state: "live" | "corrected" | "retracted" | "removed";
  note: string | null;
  partial: boolean;
}

export interface VersionBody {
  article_id: string;
  version: number;
}

export interface VersionSummary {
  number: number;
  title: string;
  published: string | null;
  modified: string | null;
  seen: string;
  partial: boolean;
}

export interface WatchBody {
  question: string;
  since?: string | null;
  sources?: string[];
  every?: number | null;
  webhook?: WebhookBody | null;
}

export interface WatchChangeBody {
  state?: "active" | "paused" | null;
  every?: number | null;
  check?: "now" | null;
  webhook_state?: "active" | null;
}

export interface WatchHistory {
  watch: WatchSummary;
  updates: WatchUpdate[];
}

export interface WatchList {
  watches: WatchSummary[];
}

export interface WatchSummary {
  id: string;
  question: string;
  since: string | null;
  sources: string[];
  every: number | null;
  state: "active" | "paused";
  added: string;
  outcome: string | null;
  sentences: CitedSentence[];
  last_check: string | null;
  last_change: string | null;
  next_check: string | null;
  updates: number;
  failures: number;
  error: string | null;
  webhook: string | null;
  webhook_state: "none" | "active" | "dead";
  webhook_failures: number;
  webhook_error: string | null;
  next_delivery: string | null;
  feed: string;
}

export interface WatchUpdate {
  watch_id: string;
  number: number;
  at: string;
  outcome: string;
  answer: string;
  old: CitedSentence[];
  new: CitedSentence[];
  delivery: "none" | "waiting" | "sent";
}

export interface WebhookBody {
  url: string;
  secret?: string;
}

export interface Window {
  since: string | null;
  until: string | null;
}
