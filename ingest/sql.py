"""Text inside SQL, where a parameter cannot stand."""


def literal(text: object) -> str:
    """Return a text as SQL writes it.

    >>> literal("d'Ivoire")
    "'d''Ivoire'"
    """
    return f"'{quoted(text)}'"


def quoted(text: object) -> str:
    """Return a text for the inside of an SQL string.

    >>> quoted("d'Ivoire")
    "d''Ivoire"
    """
    return str(text).replace("'", "''")
