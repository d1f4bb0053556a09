"""The Model Context Protocol: assistants search, read and ask, over HTTP or standard input and output."""
