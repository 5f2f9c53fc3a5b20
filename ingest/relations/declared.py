"""The relations that a catalogue declares for a document."""

import difflib
import re
from collections.abc import Collection
from typing import Literal

from pydantic import Field

from ingest.exports.mapping import Strict

Kind = Literal["reports", "implements", "amends", "replaces"]

# A document's number has a slash, a hyphen or no letter; anything else is meant as the id of a source.
_ID = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9_]*")


class DeclaredRelation(Strict):
    """``document`` is the id of a source of the same catalogue, or the number printed on a document."""

    kind: Kind
    document: str = Field(min_length=1)

    @property
    def names_a_source(self) -> bool:
        """Return whether ``document`` is the id of a source, rather than a number."""
        return _ID.fullmatch(self.document) is not None


def unknown_source(
    relation: DeclaredRelation, own_id: str, ids: Collection[str], listings: Collection[str]
) -> str:
    """Return what is wrong with the id that a relation names; empty when nothing is.

    A document found by a listing is called by the listing's id and a hash: whether it is there is known at
    night only.
    """
    name = relation.document
    if name == own_id:
        return f"`{name}` is the source itself; name the other document"
    is_found = any(name.startswith(f"{listing}_") for listing in listings)
    if not relation.names_a_source or name in ids or is_found:
        return ""
    close = difflib.get_close_matches(name, ids, n=1)
    hint = f"did you mean `{close[0]}`?" if close else "name a source's id, or a number such as 3028/QĐ-UBND"
    return f"no source is called `{name}`; {hint}"
