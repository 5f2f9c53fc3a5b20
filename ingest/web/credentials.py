"""Credentials of a source: an Airflow connection that its catalogue entry names, never the entry itself.

Outside Airflow a connection stands in the environment, as AIRFLOW_CONN_<NAME>. It names the only host that is
told its secret, so that a changed address, or another source, cannot carry it elsewhere.
"""

import base64
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from ingest.fetched import FetchFailed
from ingest.folders import Folders
from ingest.web.addresses import PORTS

HIDDEN = "***"


def credential_headers(source: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers that let a source's request in; none for a source without a connection.

    A login with a password gives ``Authorization: Basic``, a password alone ``Authorization: Bearer``, or the
    header that the connection's extra names (``{"header": "X-Api-Key"}``). Raises ``FetchFailed`` when the
    connection is not known or is for another host than the source's.
    """
    name = source.get("connection", "")
    if not name:
        return {}
    connection = _connection(name)
    _check_origin(name, connection, source["address"])
    login, password = connection.login or "", connection.password or ""
    if not password or not (password.isascii() and password.isprintable()):
        raise _refused(f"needs the connection {name}, whose password no header can carry; set it anew")
    if header := connection.extra_dejson.get("header"):
        return {str(header): password}
    packed = base64.b64encode(f"{login}:{password}".encode()).decode()
    return {"Authorization": f"Basic {packed}" if login else f"Bearer {password}"}


def without_secrets(failure: FetchFailed, source: Mapping[str, Any]) -> FetchFailed:
    """Return a failure whose sentence does not repeat the source's secret, as a server may have."""
    name = source.get("connection", "")
    if not name or failure.kind == "credentials":
        return failure
    password, said = _connection(name).password, str(failure)
    headers = credential_headers(source).values()
    for secret in (
        *headers,
        *(header.split()[-1] for header in headers),
        quote(password),
        quote_plus(password),
    ):
        said = said.replace(secret, HIDDEN)
    return FetchFailed(
        failure.kind,
        said,
        is_final=failure.is_final,
        status=failure.status,
        wait_seconds=failure.wait_seconds,
    )


def _connection(name: str) -> Any:
    # without a home of its own Airflow makes one in the user's
    os.environ.setdefault("AIRFLOW_HOME", str(Folders.from_environment().airflow))
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        return Connection.get(name)
    except AirflowNotFoundException as error:
        where = f"make it in Airflow, or set AIRFLOW_CONN_{name.upper()} in the environment"
        raise _refused(f"needs the connection {name}, which is not known; {where}") from error


def _check_origin(name: str, connection: Any, address: str) -> None:
    meant, asked = _origin(_address_of(connection)), _origin(address)
    if meant != asked:
        said = f"is not what the connection {name} is for ({'{}://{}:{}'.format(*meant)})"
        raise _refused(f"{said}; its secret was told to nobody; correct the one or the other")


def _address_of(connection: Any) -> str:
    """Return the address a connection is for; https unless it says http."""
    host = connection.host or ""
    if "://" not in host:
        host = f"{'http' if connection.schema == 'http' else 'https'}://{host}"
    has_port = connection.port and urlsplit(host).port is None
    return f"{host.rstrip('/')}:{connection.port}" if has_port else host


def _origin(address: str) -> tuple[str, str, int]:
    parts = urlsplit(address)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme, 0)


def _refused(said: str) -> FetchFailed:
    return FetchFailed("credentials", said, is_final=True)
