"""The records of news services: each becomes one with the usual names, whatever the name of the file."""
