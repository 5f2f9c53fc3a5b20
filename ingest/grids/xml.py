"""Small XML parts, parsed without entities and without looking anywhere else."""

from typing import Any

from lxml import etree

from ingest.readers import Unreadable
from ingest.readers.saying import said_by


def parsed(body: bytes | bytearray, what: str) -> Any:
    """Return the root element of an XML part. Raises ``Unreadable``."""
    try:
        return etree.fromstring(bytes(body), parser())
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"has a damaged part ({what}: {said_by(error)}); open and save it again") from error


def parser() -> etree.XMLParser:
    """Return a parser that expands no entity, loads no file and opens no connection."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Any, name: str) -> str:
    """Return an attribute by its name without namespace, "" when it is missing."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
