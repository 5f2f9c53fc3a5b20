"""Places: each distinct name and year of some figures, looked up once."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ingest import localities
from ingest.exports.cells import Codes
from ingest.exports.mapping import ExportMapping

_MOST_KNOWN = 100_000  # places kept in memory: far more than a file names, unless its mapping is wrong
_YEARS = 2**31  # more than there are


@dataclass(frozen=True, slots=True)
class Place:
    """What a name means in a year: a locality, or why it means none."""

    code: str = ""
    units: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """The places that a mapping's names mean; each is looked up when it is first met."""

    mapping: ExportMapping
    _known: dict[tuple[str, int], Place] = field(default_factory=dict)

    def of(self, names: pa.DictionaryArray, years: pa.Int32Array) -> tuple[Codes, list[Place]]:
        """Return the distinct places of some rows, and which of them each row has."""
        name_codes = names.indices.to_numpy().astype(np.int64)
        pairs = pa.array(name_codes * _YEARS + years.fill_null(0).to_numpy()).dictionary_encode()
        texts = names.dictionary.to_pylist()
        places = [self._place(texts[pair // _YEARS], pair % _YEARS) for pair in pairs.dictionary.to_pylist()]
        return pairs.indices.to_numpy(), places

    def _place(self, name: str, year: int) -> Place:
        if (name, year) not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[name, year] = self._looked_up(name, year) if year else Place()
        return self._known[name, year]

    def _looked_up(self, name: str, year: int) -> Place:
        on = self.mapping.boundary_day(year)
        place = localities.resolve(name, on, code_system=self.mapping.code_system)
        if place is None:
            return Place(why=localities.why_unresolved(name, on))
        return Place(place.code, place.units)
