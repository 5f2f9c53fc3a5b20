"""Problems: the first thing that is wrong with each figure, or "" where it can become a fact."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ingest.exports.cells import Codes, Mask, taken


@dataclass(slots=True)
class Problems:
    """The problems of some figures; what is found later counts before what was found."""

    count: int
    _codes: Codes = field(init=False)
    _texts: list[str] = field(default_factory=lambda: [""])

    def __post_init__(self) -> None:
        self._codes = np.zeros(self.count, np.int32)

    def add(self, rows: Mask, text: str) -> None:
        """Say one problem of some figures."""
        self._codes[rows] = len(self._texts)
        self._texts.append(text)

    def add_each(self, rows: Mask, codes: Codes, texts: Sequence[str]) -> None:
        """Say of some figures the problem that the code of each of them stands for."""
        self._codes[rows] = codes + len(self._texts)
        self._texts.extend(texts)

    def column(self) -> pa.DictionaryArray:
        """Return the problem of each figure."""
        used, codes = np.unique(self._codes, return_inverse=True)
        return taken(pa.array([self._texts[code] for code in used], pa.string()), codes.astype(np.int32))
