"""New documents found by themselves: lists that portals publish (pages, feeds, sitemaps)."""
