"""What news services send: each one's record becomes one with the usual names, whatever the file is called."""
