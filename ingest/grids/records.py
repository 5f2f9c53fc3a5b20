"""Records with named values (JSON, JSON Lines) as rows below a row of their names."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from ingest.readers import Unreadable
from ingest.readers.saying import said_by

Record = Mapping[str, Any]


def loaded(written: bytes, where: str = "") -> Any:
    """Return the value of a JSON text, numbers with all their digits. Raises ``Unreadable``."""
    try:
        return json.loads(written, parse_float=Decimal)
    except RecursionError as error:
        raise Unreadable(f"is JSON nested too deeply{where}; declare a plain list of records") from error
    except ValueError as error:  # (of the text, its encoding, or a number of thousands of digits)
        raise Unreadable(f"is damaged or cut off JSON{where} ({said_by(error)}); fetch it again") from error


def flat(record: Record) -> dict[str, Any]:
    """Return a record whose values are plain; those of a record inside are named "outer.inner".

    >>> flat({"ten": "Huế", "diem": {"2022": 65.06}, "nam": [2021, 2022]})
    {'ten': 'Huế', 'diem.2022': 65.06, 'nam': '[2021, 2022]'}
    """
    return dict(_pairs(record))


def names_of(records: Iterable[Record]) -> list[str]:
    """Return the names of all values, in the order in which they appear first."""
    return list(dict.fromkeys(name for record in records for name in record))


def is_record(value: Any) -> bool:
    """Tell whether a value has named values."""
    return isinstance(value, dict)


def is_list_of(value: Any, is_part: Callable[[Any], bool]) -> bool:
    """Tell whether a value is a list, not empty, of such parts."""
    return isinstance(value, list) and bool(value) and all(map(is_part, value))


def is_plain(value: Any) -> bool:
    """Tell whether a value has no parts."""
    return not isinstance(value, list | dict)


def _pairs(record: Record) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict) and value:
            yield from ((f"{name}.{inner}", plain(part)) for inner, part in value.items())
        else:
            yield name, plain(value)


def plain(value: Any) -> Any:
    """Return the value, one with parts as JSON text."""
    return value if is_plain(value) else json.dumps(value, ensure_ascii=False, default=float)
