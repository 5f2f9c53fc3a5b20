"""Text inside SQL, where a parameter cannot stand."""


def quoted(text: object) -> str:
    """Return a text for the inside of an SQL string.

    >>> quoted("d'Ivoire")
    "d''Ivoire"
    """
    return str(text).replace("'", "''")
