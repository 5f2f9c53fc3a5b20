"""How much fetching may take and how politely it asks: ``limits.yml``, checked."""

import os
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, PositiveFloat, PositiveInt

FILE = Path(__file__).with_suffix(".yml")


class Limits(BaseModel):
    """The limits of fetching, in seconds and bytes; ``limits.yml`` explains each."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    connect_seconds: PositiveFloat
    piece_seconds: PositiveFloat
    whole_seconds: PositiveFloat
    tries: PositiveInt
    first_wait_seconds: float
    most_wait_seconds: float
    redirects: int
    parallel_per_host: PositiveInt
    pause_seconds: float
    in_row_bytes: PositiveInt
    most_bytes: PositiveInt
    most_ratio: PositiveFloat
    ratio_from_bytes: PositiveInt
    resume_from_bytes: PositiveInt
    partial_days: PositiveFloat

    @classmethod
    def standard(cls) -> "Limits":
        """Return the limits of ``limits.yml``; ``THUOCDO_FETCH_TIMEOUT`` overrides ``piece_seconds``."""
        told = yaml.safe_load(FILE.read_text("utf-8"))
        patience = os.environ.get("THUOCDO_FETCH_TIMEOUT")
        return cls.model_validate(told | ({"piece_seconds": patience} if patience else {}))

    def changed(self, **values: float) -> "Limits":
        """Return the same limits with some values changed."""
        return self.model_validate(self.model_dump() | values)
