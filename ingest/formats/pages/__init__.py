"""What a web page says: of itself in its code, and to its readers."""
