"""A record of any source becomes an Article, and its text passages."""
