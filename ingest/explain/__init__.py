"""Explain: what the reader made of one document, shown to a person who can correct it."""
