"""How much fetching may take and how politely it asks: ``limits.yml``, checked."""

import os
from pathlib import Path

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationError,
)

FILE = Path(__file__).with_suffix(".yml")


class Limits(BaseModel):
    """The limits of fetching, in seconds and bytes; ``limits.yml`` explains each."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    connect_seconds: PositiveFloat
    piece_seconds: PositiveFloat
    whole_seconds: PositiveFloat
    tries: PositiveInt
    first_wait_seconds: NonNegativeFloat
    most_wait_seconds: NonNegativeFloat
    redirects: NonNegativeInt
    parallel_per_host: PositiveInt
    pause_seconds: NonNegativeFloat
    in_row_bytes: PositiveInt
    most_bytes: PositiveInt
    most_ratio: PositiveFloat
    ratio_from_bytes: PositiveInt
    resume_from_bytes: PositiveInt
    partial_days: PositiveFloat

    @classmethod
    def standard(cls) -> "Limits":
        """Return the limits of ``limits.yml``; ``THUOCDO_FETCH_TIMEOUT`` overrides ``piece_seconds``.

        Raises ``ValueError`` that names each limit that is wrong.
        """
        told = yaml.safe_load(FILE.read_text("utf-8"))
        patience = os.environ.get("THUOCDO_FETCH_TIMEOUT")
        try:
            return cls.model_validate(told | ({"piece_seconds": patience} if patience else {}))
        except ValidationError as error:
            wrong = "; ".join(f"{detail['loc'][0]}: {detail['msg']}" for detail in error.errors())
            raise ValueError(f"{FILE.name} or THUOCDO_FETCH_TIMEOUT is wrong: {wrong}.") from error

    def changed(self, **values: float) -> "Limits":
        """Return the same limits with some values changed."""
        return self.model_validate(self.model_dump() | values)
