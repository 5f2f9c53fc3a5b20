"""The package: the marts as files to hand on, with what a stranger needs to read them."""
