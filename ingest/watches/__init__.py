"""Standing questions: asked again when articles change, and told where the cited answer did."""
