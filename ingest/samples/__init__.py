"""Invented articles, so that anybody can try everything."""
