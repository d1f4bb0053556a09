"""Answerers: one for each kind of question."""
