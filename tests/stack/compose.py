"""docker-compose.yml as the compose client reads it: settings filled in, each service checked in form."""

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from ingest.folders import REPOSITORY

_VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?:(?P<how>:-|:\?)(?P<told>[^}]*))?\})")


class MissingSetting(Exception):
    """A ``${NAME:?...}`` without a value, as which the compose client refuses the file."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Build(_Part):
    context: str
    dockerfile: str
    target: str


class Check(_Part):
    test: list[str]
    interval: str
    timeout: str
    retries: int
    start_period: str = "0s"


class Limits(_Part):
    cpus: str
    memory: str


class Resources(_Part):
    limits: Limits


class Deploy(_Part):
    resources: Resources


class Logging(_Part):
    driver: str
    options: dict[str, str]


class Need(_Part):
    condition: str


class Service(_Part):
    """One service, with the keys of the compose specification that this project uses, and no others."""

    image: str
    build: Build | None = None
    profiles: list[str] = []
    restart: str
    init: bool
    read_only: bool
    user: str
    cap_drop: list[str]
    security_opt: list[str]
    tmpfs: list[str]
    shm_size: str = "64m"
    logging: Logging
    entrypoint: list[str] = []
    command: list[str] = []
    environment: dict[str, str] = {}
    ports: list[str] = []
    volumes: list[str] = []
    depends_on: dict[str, Need] = {}
    healthcheck: Check | None = None
    stop_grace_period: str = "10s"
    deploy: Deploy

    @property
    def is_one_shot(self) -> bool:
        """Whether the service does one thing and ends."""
        return self.restart == "no"


class Compose(_Part):
    services: dict[str, Service]
    volumes: dict[str, None]


def settings(file: Path) -> dict[str, str]:
    """Read a file of ``NAME=value`` lines."""
    lines = (line.partition("=") for line in file.read_text("utf-8").splitlines())
    return {name: value for name, sign, value in lines if sign and not name.startswith("#")}


def load(environment: dict[str, str]) -> Compose:
    """Read docker-compose.yml. Raises ``MissingSetting``, and ``ValidationError`` for a wrong form."""
    told = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text("utf-8"))
    parts = {name: part for name, part in told.items() if not name.startswith("x-")}
    return Compose.model_validate(_filled(parts, environment))


def _filled(node: Any, environment: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, environment) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, environment) for value in node]
    return _VARIABLE.sub(lambda found: _value(found, environment), node) if isinstance(node, str) else node


def _value(found: re.Match[str], environment: dict[str, str]) -> str:
    if found["escaped"]:
        return "$"
    value = environment.get(found["name"], "")
    if not value and found["how"] == ":?":
        raise MissingSetting(f"{found['name']} {found['told']}")
    return value or (found["told"] if found["how"] == ":-" else "") or ""
