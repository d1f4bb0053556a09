"""Where the archive is kept: the ledger in SQL, its full text, and the vectors in Chroma."""
