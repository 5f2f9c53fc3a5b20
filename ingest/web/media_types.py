"""Whether what a server says of a body fits its address. It is only noted: the bytes decide the reader."""

import functools
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel

FILE = Path(__file__).with_suffix(".yml")
HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body")
LOOK = "look whether it is an error or a login page"


def note_on(address: str, media_type: str | None, first_bytes: bytes) -> str:
    """Return what looks odd about a body, to follow its address in a sentence; mostly nothing.

    >>> note_on("https://a.vn/pci.csv", "text/html; charset=utf-8", b"<!DOCTYPE html>")
    'is a web page, although its address ends in .csv; look whether it is an error or a login page'
    >>> note_on("https://a.vn/pci.csv", "text/csv", b"Province,Score")
    ''
    """
    ending = PurePosixPath(urlsplit(address).path).suffix.lower()
    usual = _media_types().usual.get(ending)
    if usual is None:
        return ""
    if first_bytes.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(HTML_STARTS):
        return f"is a web page, although its address ends in {ending}; {LOOK}"
    told = (media_type or "").partition(";")[0].strip().lower()
    if not told or told in usual or told in _media_types().vague:
        return ""
    return f"is sent as {told}, although its address ends in {ending}; it is read by its content"


class _MediaTypes(BaseModel):
    vague: tuple[str, ...]
    usual: dict[str, tuple[str, ...]]


@functools.cache
def _media_types() -> _MediaTypes:
    return _MediaTypes.model_validate(yaml.safe_load(FILE.read_text("utf-8")))
