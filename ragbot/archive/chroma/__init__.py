"""Vectors in Chroma, embedded or on a server: nothing outside of this room imports chromadb or knows its files."""
