"""Chat completions, responses and models as OpenAI's clients speak them, answered from the archive."""
