"""The prompt templates, one file each."""
