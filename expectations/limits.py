"""The gates' limits and words, as ``limits.yml`` gives them."""

import functools
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Published(_Strict):
    """How far a run may lie from the published version; shares of 0 to 1."""

    most_lost_of_document: float = Field(gt=0, le=1)
    most_lost: float = Field(gt=0, le=1)
    most_read_otherwise: float = Field(gt=0, le=1)
    most_share_moved: float = Field(gt=0, le=1)
    most_mean_moved: float = Field(gt=0)
    at_least: int = Field(ge=1)
    accepted_readers: tuple[str, ...] = ()


class Series(_Strict):
    """How far a figure may lie from its own series."""

    at_least: int = Field(ge=3)
    provinces_at_least: int = Field(ge=3)
    largest_ratio: float = Field(gt=1)
    most_deviations: float = Field(gt=0)


class Bounds(_Strict):
    """Words that make the figure behind (or before) them the least (``below``) or the most (``above``)."""

    below: tuple[str, ...]
    above: tuple[str, ...]
    below_behind: tuple[str, ...]
    above_behind: tuple[str, ...]


class Limits(_Strict):
    """All of ``limits.yml``."""

    published: Published
    series: Series
    bounds: Bounds
    levels: dict[str, tuple[str, ...]]
    wrong_encoding: tuple[str, ...]


@functools.cache
def limits() -> Limits:
    """Return the limits. Raises ``pydantic.ValidationError`` that names the field which is wrong."""
    content = yaml.safe_load(Path(__file__).with_name("limits.yml").read_text("utf-8"))
    return Limits.model_validate(content)
