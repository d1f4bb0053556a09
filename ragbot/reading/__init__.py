"""What a text says, as far as rules can tell: sentences, words, numbers, days, names, quotations."""
