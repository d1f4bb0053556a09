"""Answering: from a question and its evidence to what is quoted, by the kind of the question."""
