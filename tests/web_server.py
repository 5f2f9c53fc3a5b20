"""A real HTTP server on loopback whose pages the tests script: what to answer, how often, how badly."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Page = Callable[["Handler"], None]


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

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))  # a POST's body, before the next request
        path = self.path
        self.site.requests.append((self.command, path, dict(self.headers)))
        self.site.pages.get(path.split("?")[0], status(404))(self)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        return

    def answer(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up on a bad page is what the tests ask for."""


@contextlib.contextmanager
def serve() -> Iterator[Site]:
    server = QuietServer(("127.0.0.1", 0), type("SiteHandler", (Handler,), {}))
    site = Site(f"http://127.0.0.1:{server.server_address[1]}")
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

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])
        handler.close_connection = True

    return answer
