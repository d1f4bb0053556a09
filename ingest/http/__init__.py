"""Taking in and following over HTTP."""
