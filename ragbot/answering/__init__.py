"""From evidence to an answer: what is quotable, what ranks best, and what is said of it."""
