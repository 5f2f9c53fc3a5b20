"""The catalogue: which sources the nightly run reads, declared in YAML.

Every error names the file, the line, the field and the remedy, and all errors are reported at once.
"""

import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from ingest import localities
from ingest.codebook import codes_of
from ingest.exports.mapping import ExportMapping, Strict
from ingest.forbidden import endless_in, secrets_in, unseen_in
from ingest.keys import key_of
from ingest.listings.declared import LinkRule
from ingest.records import Context
from ingest.relations.declared import DeclaredRelation, unknown_source
from ingest.web.addresses import is_quoted

FIELDS = ("version", "name", "allow_private_addresses", "sources", "to_complete")


class CatalogueError(Exception):
    """The catalogue cannot be used; ``problems`` holds one sentence per error."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Source(Strict):
    """One declared source. ``path`` is relative to the catalogue's own folder."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    kind: Literal["plan_text", "indicator_export", "corrections", "listing"]
    publisher: str
    title: str
    licence: str
    redistribution: Literal["open", "excerpt", "none"] = "none"
    authority: str = ""  # whose figures: a code of the seed source_authorities
    index: str = ""  # whose edition they are where others measure the same: a code of the seed indices
    url: str = ""
    path: str = ""
    method: Literal["GET", "POST"] = "GET"
    parameters: dict[str, str | int | float] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    connection: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9_]*)?$")  # Airflow's, with the credentials
    locality: str = ""
    document_number: str = ""
    document_date: date | None = None
    cites: str = ""
    expected_every_days: int | None = Field(default=None, ge=1, le=3660)  # stale when nothing came for longer
    relations: tuple[DeclaredRelation, ...] = ()
    mapping: ExportMapping | None = None
    listing: LinkRule | None = None

    @field_validator("url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        return _whole_address(url)

    @field_validator("authority")
    @classmethod
    def _known_authority(cls, code: str) -> str:
        return _one_of(codes_of("source_authorities", "code"), code)

    @field_validator("index")
    @classmethod
    def _known_index(cls, code: str) -> str:
        return _one_of(codes_of("indices", "index_code"), code)

    @field_validator("locality")
    @classmethod
    def _known_locality(cls, name: str) -> str:
        if name and localities.resolve_for_document(name, None) is None:
            close = localities.nearest(name)
            hint = (
                f"did you mean {' or '.join(close)}?" if close else "write a province's name as in Vietnamese"
            )
            raise ValueError(f"no province is called {name!r}; {hint}")
        return name

    @model_validator(mode="after")
    def _fields_fit_together(self) -> "Source":
        if bool(self.url) == bool(self.path):
            raise ValueError("give either `url:` or `path:`, exactly one of them")
        if self.connection and not self.url:
            raise ValueError("`connection:` holds the credentials of a `url:`; a `path:` needs none")
        if (self.kind == "listing") != (self.listing is not None):
            raise ValueError(
                "`listing:` (links, depth, most) belongs to a source of kind listing, and only there"
            )
        if self.listing and (not self.url or self.document_number or self.document_date or self.relations):
            raise ValueError(
                "a listing has a `url:`, and no document_number, document_date or relations of its own"
            )
        read_as = self.listing.found if self.listing else self.kind
        if read_as == "indicator_export" and self.mapping is None:
            raise ValueError("an indicator_export needs `mapping:` (locality, year, values)")
        if read_as != "indicator_export" and self.mapping is not None:
            raise ValueError(f"`mapping:` belongs to an indicator_export; take it out of this {self.kind}")
        return self

    def entry(self) -> dict[str, Any]:
        """Return the source as plain values, the way raw keeps it and dbt reads it."""
        place = localities.resolve_for_document(self.locality, self.document_date)
        told: dict[str, Any] = {"listing": self.listing.model_dump()} if self.listing else {}
        if self.expected_every_days:  # not told otherwise, as in catalogues from before there was the field
            told["expected_every_days"] = self.expected_every_days
        if self.connection:
            told["connection"] = self.connection
        return {
            "source_id": self.id,
            "kind": self.kind,
            "address": self.url or self.path,
            "method": self.method,
            "parameters": self.parameters,
            "headers": self.headers,
            "locality": self.locality,
            "locality_code": place.code if place else "",
            "locality_units": place.units if place else "",
            "publisher": self.publisher,
            "title": self.title,
            "licence": self.licence,
            "redistribution": self.redistribution,
            "authority": self.authority,
            "index": self.index,
            "document_number": self.document_number,
            "document_date": self.document_date.isoformat() if self.document_date else None,
            "cites": self.cites,
            "relations": [relation.model_dump() for relation in self.relations],
            "mapping": self.mapping.model_dump(mode="json") if self.mapping else None,
            "context_key": self.context_key(),
            **told,
        }

    def context(self) -> Context:
        """Return what a reader may know about the document before it reads it."""
        place = localities.resolve_for_document(self.locality, self.document_date)
        return Context(locality=place.name if place else "", document_date=self.document_date)

    def context_key(self) -> str:
        """Return a key that changes whenever a field that the reading depends on changes."""
        mapping = self.mapping.model_dump_json() if self.mapping else ""
        return key_of(self.kind, self.locality, self.document_date, mapping)


class Incomplete(Strict):
    """A source that is known but cannot be fetched yet; ``missing`` says what has to be found out."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    kind: Literal["plan_text", "indicator_export", "listing"]
    publisher: str
    title: str
    url: str
    missing: str = Field(min_length=1)
    method: Literal["GET", "POST"] = "GET"
    parameters: dict[str, str | int | float] = Field(default_factory=dict)

    @field_validator("url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        return _whole_address(url)


def _whole_address(url: str) -> str:
    parts = urlsplit(url)
    is_whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    if url and not (is_whole and not is_quoted(str(parts.hostname))):
        raise ValueError("write a whole address that starts with http:// or https://")
    return url


def _one_of(codes: Sequence[str], code: str) -> str:
    if code and code not in codes:
        raise ValueError(f"{code!r} is not known; write one of {', '.join(codes)}, or nothing")
    return code


PARTS: dict[str, type[Source] | type[Incomplete]] = {"sources": Source, "to_complete": Incomplete}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue that was found valid."""

    name: str
    file: Path
    text: bytes
    sources: tuple[Source, ...]
    to_complete: tuple[Incomplete, ...] = ()
    allow_private_addresses: bool = False  # redirects and names may lead into a private network

    def entries(self) -> list[dict[str, Any]]:
        """Return the sources as plain values, the way raw keeps them and dbt reads them."""
        return [source.entry() for source in self.sources]

    def sha256(self) -> str:
        """Return the name under which raw keeps the parsed catalogue."""
        return hashlib.sha256(as_json(self.entries())).hexdigest()


def as_json(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the entries as canonical JSON: the same entries give the same bytes."""
    return json.dumps(entries, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")


def load_catalogue(file: Path) -> Catalogue:
    """Read and check a catalogue.

    Raises ``CatalogueError`` with one sentence per problem: file, line, field, remedy.
    """
    try:
        text = file.read_bytes()
    except OSError as error:
        raise CatalogueError([f"{file}: cannot be read ({error.strerror}); check CATALOG=."]) from error
    try:
        if endless := endless_in(text.decode("utf-8")):
            raise CatalogueError([f"{file}:{endless[0]}: {endless[1]}."])
        root = yaml.compose(text.decode("utf-8"), Loader=yaml.CSafeLoader)
        content = yaml.load(text.decode("utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CatalogueError([_syntax_problem(file, error)]) from error
    problems = list(_problems_of_characters(file, root))
    if not problems:
        problems = list(_problems_of_shape(file, root, content))
    if not problems and isinstance(root, yaml.MappingNode):
        problems = list(_problems_of_sources(file, root, content))
    if not problems and isinstance(root, yaml.MappingNode):
        problems = list(_problems_of_relations(file, root, content))
    if problems:
        raise CatalogueError(problems)
    return Catalogue(
        name=str(content.get("name", file.stem)),
        file=file.resolve(),
        text=text,
        sources=tuple(Source.model_validate(entry) for entry in content["sources"]),
        to_complete=tuple(Incomplete.model_validate(entry) for entry in content.get("to_complete") or []),
        allow_private_addresses=content.get("allow_private_addresses", False),
    )


def _problems_of_characters(file: Path, root: yaml.Node | None) -> Iterator[str]:
    if root is not None:
        for line, said in unseen_in(root):
            yield f"{file}:{line}: {said}."


def _syntax_problem(file: Path, error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f":{mark.line + 1}" if mark else ""
    said = getattr(error, "problem", None) or str(error)
    return f"{file}{line}: not valid YAML ({said}); check the indentation and quotes there."


def _problems_of_shape(file: Path, root: yaml.Node | None, content: Any) -> Iterator[str]:
    if not isinstance(content, dict) or not isinstance(root, yaml.MappingNode):
        yield f"{file}:1: not a catalogue; it must have `version: 1`, `name:` and a list `sources:`."
        return
    yield from _repeated_keys(file, root)
    for key, node in _members(root):
        if key not in FIELDS:
            yield f"{file}:{_line(node)}: unknown field `{key}`; a catalogue has {', '.join(FIELDS)}."
    if content.get("version") != 1:
        yield f"{file}:{_line(root)}: `version` must be 1; add the line `version: 1`."
    if not isinstance(content.get("allow_private_addresses", False), bool):
        yield f"{file}:{_line(root)}: `allow_private_addresses` must be true or false."
    sources = content.get("sources")
    if not isinstance(sources, list) or not sources or not all(isinstance(entry, dict) for entry in sources):
        yield f"{file}:{_line(root)}: `sources` must list at least one source; see catalogs/samples.yml."
    rest = content.get("to_complete") or []
    if not isinstance(rest, list) or not all(isinstance(entry, dict) for entry in rest):
        yield f"{file}:{_line(root)}: `to_complete` must be a list of sources; see catalogs/public.yml."


def _repeated_keys(file: Path, node: yaml.Node) -> Iterator[str]:
    """YAML keeps the last of two equal keys without a word; a catalogue must not lose one."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield f"{file}:{key.start_mark.line + 1}: `{key.value}` stands twice; take one out."
            seen.add(key.value)
            yield from _repeated_keys(file, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(file, item)


def _problems_of_sources(file: Path, root: yaml.MappingNode, content: Mapping[str, Any]) -> Iterator[str]:
    first_line: dict[str, int] = {}
    for part, model in PARTS.items():
        entries = content.get(part) or []
        nodes = dict(_members(root))[part].value if entries else []
        for node, entry in zip(nodes, entries, strict=True):
            name = str(entry.get("id", "?"))
            if name in first_line:
                taken = f"id `{name}` is taken by line {first_line[name]}"
                yield f"{file}:{_line(node)}: {taken}; give each its own."
            first_line.setdefault(name, _line(node))
            secrets = list(secrets_in(entry))
            for field, said in secrets:
                yield f"{file}:{_line_of(node, [field])}: source {name}, field `{field}`: {said}."
            if not secrets:  # an error of another field would show the value beside it
                yield from _problems_of_entry(file, node, name, entry, model)


def _problems_of_relations(file: Path, root: yaml.MappingNode, content: Mapping[str, Any]) -> Iterator[str]:
    sources = [Source.model_validate(entry) for entry in content["sources"]]
    ids = [source.id for source in sources]
    listings = [source.id for source in sources if source.kind == "listing"]
    for node, source in zip(dict(_members(root))["sources"].value, sources, strict=True):
        for position, relation in enumerate(source.relations):
            problem = unknown_source(relation, source.id, ids, listings)
            if problem:
                line = _line_of(node, ("relations", position, "document"))
                said = f"{file}:{line}: source {source.id}, field `relations`: {problem}"
                yield said if said.endswith("?") else f"{said}."


def _problems_of_entry(
    file: Path, node: yaml.Node, name: str, entry: Any, model: type[BaseModel]
) -> Iterator[str]:
    try:
        model.model_validate(entry)
    except ValidationError as error:
        for detail in error.errors():
            if detail["type"] == "too_short" and detail["input"]:
                continue  # its members are wrong, and each is reported by itself
            yield _problem_of_field(file, node, name, detail, model)


def _problem_of_field(file: Path, node: yaml.Node, name: str, detail: Any, model: type[BaseModel]) -> str:
    path = [part for part in detail["loc"] if not (isinstance(part, str) and part in ("str", "int", "float"))]
    field = ".".join(str(part) for part in path) or "source"
    sentence = f"{file}:{_line_of(node, path)}: source {name}, field `{field}`: {_remedy(detail, model)}"
    return sentence if sentence.endswith("?") else f"{sentence}."


def _remedy(detail: Any, model: type[BaseModel]) -> str:
    kind, loc = detail["type"], detail["loc"]
    if kind == "missing":
        return f"is missing; add `{loc[-1]}:`"
    if kind == "extra_forbidden":  # never with its value
        known = LinkRule.model_fields if loc[0] == "listing" else model.model_fields
        close = difflib.get_close_matches(str(loc[-1]), known, n=1)
        return "is not a known field; " + (f"did you mean `{close[0]}`?" if close else "take it out")
    if kind == "string_pattern_mismatch":
        return f"{detail['input']!r} is not allowed; use lowercase letters, digits and underscores"
    if kind.startswith("date"):
        return f"{detail['input']!r} is not a date; write it as 2021-09-21"
    said = re.sub(r"^(Value|Assertion) error, ", "", detail["msg"])
    return f"{said} (found {detail['input']!r})" if kind != "value_error" else said


def _members(node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _line_of(node: yaml.Node, path: Sequence[str | int]) -> int:
    """Return the line of the field at ``path``, or of the innermost part of it that is there."""
    line = _line(node)
    for part in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = _line(node)
        elif isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is None:
                return line
            line, node = found[0].start_mark.line + 1, found[1]
    return line
