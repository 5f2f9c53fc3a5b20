"""What a library says of a file, fit for a sentence."""

_LONGEST = 160


def said_by(error: BaseException) -> str:
    """Return an error's message in one line, or its name when it says nothing."""
    line = " ".join(str(error).split()) or type(error).__name__
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} ..."
