"""Hostile input, the network and privileges: what must not come in, and what must not get out."""
