"""What articles come in: one file a format."""
