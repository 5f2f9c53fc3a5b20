"""Tools that measure the reader: speed, robustness, agreement with hand-made measures."""
