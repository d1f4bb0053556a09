"""Questions whose answers are known, and how often the bot was right."""
