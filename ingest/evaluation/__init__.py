"""The archive that `ragbot eval` asks, and its command."""
