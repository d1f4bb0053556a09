"""Reads articles from files and hands them to the archive."""
