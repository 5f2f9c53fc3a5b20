"""From the world to raw Parquet, and what was read out of it."""
