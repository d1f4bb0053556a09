"""Ask the news and check every sentence."""

__version__ = "0.1.0"
