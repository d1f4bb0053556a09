"""What a reader should know beside an answer, a file for each kind."""
