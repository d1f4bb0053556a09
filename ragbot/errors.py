"""What can go wrong, each with what to do next. Only the web layer and the command lines translate these."""


class RagbotError(Exception):
    """The message names the thing that failed and the way out."""


class SettingsError(RagbotError):
    """A setting cannot be used."""


class ArchiveError(RagbotError):
    """The archive cannot be opened or does not hold together."""


class IndexAwayError(ArchiveError):
    """The vectors cannot be searched now. What the ledger has, texts and words, can."""


class ArchiveOwnedError(ArchiveError):
    """Another process owns the archive."""


class QuestionError(RagbotError):
    """A question that cannot be asked: empty, too long."""


class LLMError(RagbotError):
    """The language model cannot be set up or did not answer."""


class ServerError(RagbotError):
    """The running server that owns the archive did not do what was asked."""


class NotThereError(ServerError):
    """There is no such thing, on the server or in the archive."""


class TraceError(RagbotError):
    """A file that is to be replayed is no trace, or one that cannot be replayed here."""


class EvaluationError(RagbotError):
    """Questions, articles or results to evaluate with cannot be used."""
