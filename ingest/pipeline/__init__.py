"""Articles go from their sources into the archive, past bad ones, with a report."""
