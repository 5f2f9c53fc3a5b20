"""How documents stand to each other: one reports, implements, amends or replaces another."""
