"""The DuckDB file's life: built aside, audited, published, and every way out of it."""
