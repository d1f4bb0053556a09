"""The ledger: the articles of the archive, as SQL tables. It is the truth: vectors and full text are made from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from ragbot.archive import amendments, drafts, file_names, notices, removal, shown, states, text_vectors, texts
from ragbot.archive.database import Database
from ragbot.archive.drafts import Draft
from ragbot.archive.removal import Removal
from ragbot.archive.retention import Plan
from ragbot.archive.tables import meta
from ragbot.models.embeddings import Vectors
from ragbot.types import Article, State


@dataclass(frozen=True, slots=True)
class Pointer:
    """Points at the archive's index: that of a generation, which `rebuild` counts up, made with an embedding model."""

    model: str | None
    """The model's fingerprint; None before the archive was first opened."""
    generation: int


class Ledger(Database):
    """The tables of one archive, in a SQLite file, and the steps that change them: each happens whole or not at all."""

    # -- taking in ------------------------------------------------------------------------------------------------

    def begin(self, new: Sequence[Draft], together: Collection[str] = ()) -> list[int] | None:
        """Store new versions with their passages, not yet visible; return their numbers.

        Returns None, and stores nothing, when one is a file that came in another way since its id was looked up, under
        an id that is not among those that it comes `together` with.
        """
        with self.writing() as connection:  # from here on nobody else can take one in
            if any(d.article.file and file_names.of_file(self, d.article) not in (None, *together) for d in new):
                return None
            return [drafts.store(connection, draft) for draft in new]

    def amend(self, article: Article, number: int) -> bool:
        """Take over changes beside the text: dates, authors, language, outlet, address, state. True if any came."""
        with self.writing() as connection:
            return amendments.amend(connection, article, number)

    def finish(self, model: str, embedded: Mapping[int, Vectors], whole: Mapping[str, int]) -> Sequence[str]:
        """Keep embeddings, and let readers see these versions and find their words.

        Returns the keys of the texts that no current version has any more; their embeddings are put aside.
        """
        with self.writing() as connection:
            text_vectors.keep(connection, model, embedded)
            before = texts.in_current(connection, list(whole))
            drafts.show(connection, whole)
            return text_vectors.put_unused_aside(connection, before)

    # -- states and retention -------------------------------------------------------------------------------------

    def set_state(self, article_id: str, state: State, reason: str | None) -> states.Set | None:
        """Return what an operator's word changed; None when there is no such article."""
        with self.writing() as connection:
            return notices.decide(connection, article_id, state, reason)

    def say(self, article_id: str, state: State, note: str) -> bool:
        """Keep what a publisher says outside of the text about the visible version; return whether it is new."""
        with self.writing() as connection:
            return notices.say_of_current(connection, article_id, states.PublisherNotice(state, note))

    def take_out(self, plan: Callable[[Connection], Plan]) -> Removal:
        """Take the articles of a plan out with all their versions, and note that they were there.

        The plan is made in the transaction that takes them out, so that nothing can change between the two.
        """
        with self.writing() as connection:
            return removal.take_out(connection, plan(connection))

    # -- its index ------------------------------------------------------------------------------------------------

    def pointer(self) -> Pointer:
        query = select(meta.c.name, meta.c.value).where(meta.c.name.in_(("model", "generation")))
        with self.reading() as connection:
            found: dict[str, str] = {row.name: row.value for row in connection.execute(query)}
        return Pointer(found.get("model"), int(found.get("generation", 1)))

    def switch(self, model: str, generation: int) -> None:
        """Point at another collection, and drop what belongs to another model."""
        with self.writing() as connection:
            self.set_meta(connection, model=model, generation=str(generation))
            text_vectors.drop_others(connection, model)

    def keep(self, model: str, embedded: Mapping[int, Vectors]) -> None:
        """Keep embeddings under a model that is not in use yet."""
        with self.writing() as connection:
            text_vectors.keep(connection, model, embedded)

    def forget_unused(self) -> None:
        """Put aside the embeddings that no current version uses, and write the full text anew."""
        with self.writing() as connection:
            text_vectors.put_all_unused_aside(connection)
            shown.index_all(connection)
