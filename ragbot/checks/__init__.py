"""What an answer is compared with, and what a reader should know beside it."""
