"""A real HTTP proxy on loopback: forwards plain requests, tunnels the others, to one site behind it."""

import contextlib
import http.client
import select
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from tests.web_server import QuietServer, Site


@dataclass
class Proxy:
    """A running proxy, and what it was asked for. Every host name leads to its one site."""

    address: str
    asked: list[str] = field(default_factory=list)


@contextlib.contextmanager
def serve_proxy(site: Site) -> Iterator[Proxy]:
    behind = urlsplit(site.address)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return

        def do_GET(self) -> None:
            proxy.asked.append(self.path)
            connection = http.client.HTTPConnection(str(behind.hostname), behind.port)
            connection.request(self.command, urlsplit(self.path).path, headers=dict(self.headers))
            response = connection.getresponse()
            body = response.read()
            self.send_response(response.status)
            self.send_header("Content-Length", str(len(body)))
            if response.headers["Location"]:
                self.send_header("Location", response.headers["Location"])
            self.end_headers()
            self.wfile.write(body)

        def do_CONNECT(self) -> None:
            proxy.asked.append(self.path)
            with socket.create_connection((behind.hostname, behind.port)) as other:
                self.send_response(200)
                self.end_headers()
                _relay(self.connection, other)

    server = QuietServer(("127.0.0.1", 0), Handler)
    proxy = Proxy(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Pass on what either side says, until one hangs up."""
    towards = {one: other, other: one}
    while True:
        ready, _, _ = select.select([one, other], [], [])
        for speaker in ready:
            said = speaker.recv(2**16)
            if not said:
                return
            towards[speaker].sendall(said)
