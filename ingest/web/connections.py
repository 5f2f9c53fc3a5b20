"""Connections that know whom they reached and how long they may take, under the library ``requests``."""

import functools
import http.client
import io
import socket
import time
from dataclasses import dataclass
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from ingest.web.addresses import AddressRules


class TookTooLong(TimeoutError):
    """One answer took longer than a whole source may take, although pieces kept coming."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What every connection obeys: whom it may reach, and how long one answer may take."""

    rules: AddressRules
    whole_seconds: float


class GuardedAdapter(HTTPAdapter):
    """Makes guarded connections. A proxy is the user's own word: what it reaches is for it to decide."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Let the pools make guarded connections."""
        super().init_poolmanager(*args, **kwargs)
        self._guard_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Let the pools behind a proxy make guarded connections; SOCKS has connections of its own."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):
            self._guard_pools(manager)
        return manager

    def _guard_pools(self, manager: Any) -> None:
        manager.pool_classes_by_scheme = {
            "http": functools.partial(_guarded_pool, HTTPConnectionPool, _PlainConnection, self._guard),
            "https": functools.partial(_guarded_pool, HTTPSConnectionPool, _SecureConnection, self._guard),
        }


def _guarded_pool(
    pool_class: type[HTTPConnectionPool], connection_class: Any, guard: Guard, *args: Any, **kwargs: Any
) -> HTTPConnectionPool:
    pool = pool_class(*args, **kwargs)
    pool.ConnectionCls = functools.partial(connection_class, guard=guard)  # type: ignore[assignment]
    return pool


class _Guarded(HTTPConnection):
    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard
        self.response_class = functools.partial(_TimedResponse, guard.whole_seconds)  # type: ignore[assignment]

    def _new_conn(self) -> socket.socket:
        """Connect, and look whom that reached before a single byte is sent, of TLS too."""
        reached = super()._new_conn()
        if self.proxy is None:
            try:
                self._guard.rules.check_peer(self.host, self.port, reached.getpeername()[0])
            except BaseException:
                reached.close()
                raise
        return reached


class _PlainConnection(_Guarded):
    pass


class _SecureConnection(_Guarded, HTTPSConnection):
    pass


class _TimedResponse(http.client.HTTPResponse):
    """A response whose headers and body together come within ``seconds``, however slowly they drip."""

    def __init__(self, seconds: float, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fp = io.BufferedReader(_TimedSocket(self.fp.detach(), seconds))


class _TimedSocket(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, seconds: float) -> None:
        self._raw, self._until = raw, time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def readinto(self, buffer: Any) -> int | None:
        if time.monotonic() > self._until:
            raise TookTooLong
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
