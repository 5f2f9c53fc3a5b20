"""What a mapping may state of a file."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What is known of a file beside its bytes; "" leaves it to the bytes."""

    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""

    def wants(self, name: str) -> bool:
        """Tell whether the sheet or table of this name is to be read."""
        return not self.sheet or plain(name) == plain(self.sheet)


def plain(name: str) -> str:
    """Return a sheet's name as it is compared and kept: NFC, without spaces around it."""
    return unicodedata.normalize("NFC", name).strip()
