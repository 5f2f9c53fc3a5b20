"""A real HTTP server on loopback whose pages the tests script: what to answer, how often, how badly."""

import contextlib
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ingest.limits import Limits

Page = Callable[["Handler"], None]
HURRIED = Limits.standard().changed(pause_seconds=0, first_wait_seconds=0.01)  # a test's own server bears it


@dataclass
class Site:
    """A running server: ``pages`` by path, and the requests it has seen."""

    address: str
    pages: dict[str, Page] = field(default_factory=dict)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.address + path

    def count(self, path: str) -> int:
        return sum(seen == path for _, seen, _ in self.requests)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site
    body: bytes

    def do_GET(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))  # of a POST
        path = self.path
        self.site.requests.append((self.command, path, dict(self.headers)))
        self.site.pages.get(path.split("?")[0], status(404))(self)

    do_POST = do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        return

    def answer(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.begin(code, **{"Content_Length": str(len(body)), **headers})
        self.write(body)

    def begin(self, code: int, **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def write(self, body: bytes) -> None:
        if self.command != "HEAD":
            self.wfile.write(body)
            self.wfile.flush()


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up on a bad page is what the tests ask for."""


@contextlib.contextmanager
def serve(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    server = QuietServer(("127.0.0.1", 0), type("SiteHandler", (Handler,), {}))
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site = Site(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass.site = site  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def status(code: int, **headers: str) -> Page:
    return lambda handler: handler.answer(code, b"", **headers)


def page(body: bytes, **headers: str) -> Page:
    """Answer ``body``; with an ``ETag`` header, answer 304 to whoever has it already."""

    def answer(handler: Handler) -> None:
        if headers.get("ETag") and handler.headers.get("If-None-Match") == headers["ETag"]:
            handler.answer(304)
        else:
            handler.answer(200, body, **headers)

    return answer


def in_turn(*pages: Page) -> Page:
    """Answer with each page once, then with the last one for ever."""
    left = list(pages)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def slow(seconds: float, then: Page) -> Page:
    def answer(handler: Handler) -> None:
        time.sleep(seconds)
        with contextlib.suppress(OSError):
            then(handler)

    return answer


def truncated(body: bytes) -> Page:
    """Promise the whole body, send half of it, and hang up."""
    return breaking(body, *[len(body) // 2] * 100, etag="", ranges=False)


def breaking(body: bytes, *cuts: int, etag: str = '"one"', ranges: bool = True, **headers: str) -> Page:
    """Hang up after so many bytes of each answer, one of ``cuts`` each; then answer whole.

    With ``ranges``, whoever has the first bytes of the same ``etag`` is sent the rest.
    """
    left = list(cuts)

    def answer(handler: Handler) -> None:
        start = _start_asked_for(handler, etag) if ranges else 0
        told = {"ETag": etag} if etag else {}
        if start:
            told["Content_Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        handler.begin(206 if start else 200, Content_Length=str(len(body) - start), **told, **headers)
        handler.write(body[start:][: left.pop(0) if left else None])
        handler.close_connection = True

    return answer


def _start_asked_for(handler: Handler, etag: str) -> int:
    asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
    return int(asked[1]) if asked and handler.headers.get("If-Range") == etag else 0


def chunked(*pieces: bytes, is_ended: bool = True, **headers: str) -> Page:
    """Answer in chunks; without their end, hang up after the last."""

    def answer(handler: Handler) -> None:
        handler.begin(200, Transfer_Encoding="chunked", **headers)
        for piece in pieces:
            handler.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        if is_ended:
            handler.write(b"0\r\n\r\n")
        handler.close_connection = True

    return answer


def unframed(body: bytes, **headers: str) -> Page:
    """Answer the old way: the body ends where the connection ends, wherever that is."""

    def answer(handler: Handler) -> None:
        handler.begin(200, Connection="close", **headers)
        handler.write(body)

    return answer


def stalled(body: bytes, seconds: float = 1.0) -> Page:
    """Send half of the body, then nothing while the connection stays open."""

    def answer(handler: Handler) -> None:
        handler.begin(200, Content_Length=str(len(body)))
        handler.write(body[: len(body) // 2])
        time.sleep(seconds)
        handler.close_connection = True

    return answer


def dripping(start: bytes, seconds: float = 0.02, drops: int = 500) -> Page:
    """Send ``start``, then a byte now and then: nothing that a time-out between two pieces would notice."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        with contextlib.suppress(OSError):
            handler.write(start)
            for _ in range(drops):
                handler.write(b"x")
                time.sleep(seconds)

    return answer
