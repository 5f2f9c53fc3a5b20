"""A catalogue of any number of sources on many hosts of this machine, and the server that has them all."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import yaml

from ingest.folders import SEEDS
from tests.web_server import QuietServer

HOSTS = 64  # 127.0.0.1, 127.0.0.2 ...: each is asked as slowly as limits.yml says
EXPORTS = 10  # each so manieth source is a table, the others are plans
MAPPING = {
    "locality": "Tỉnh",
    "year": "Năm",
    "values": [{"column": "Điểm", "indicator": "par_index_score", "unit": "percent"}],
}
PLAN = (
    "KẾ HOẠCH cải cách hành chính tỉnh {place} năm {year}\n\n"
    "Năm {year}, tối thiểu {share}% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
    "Năm {year}, tỷ lệ số hóa kết quả giải quyết thủ tục hành chính đạt {less}%.\n"
    "Văn bản số {number}.\n"
)


def provinces() -> list[str]:
    """Return the names of the 63 provinces."""
    lines = (SEEDS / "provinces_63.csv").read_text("utf-8").splitlines()
    column = lines[0].split(",").index("name_vi")
    return [line.split(",")[column] for line in lines[1:]]


PLACES = provinces()


def body_of(number: int) -> bytes:
    """Return the document of one source: small, and different from all others."""
    place, year = PLACES[number % 63], 2021 + number // 63 % 10
    share = 50 + number % 50
    if number % EXPORTS == 0:
        return f"Tỉnh,Năm,Điểm\n{place},{year},{share + number % 97 / 100}\n".encode()
    return PLAN.format(place=place, year=year, share=share, less=share - 20, number=number).encode()


def entry_of(number: int, port: int) -> dict[str, Any]:
    told = {
        "id": f"source_{number}",
        "kind": "plan_text",
        "url": f"http://127.0.0.{number % HOSTS + 1}:{port}/{number}",
        "publisher": "UBND tỉnh",
        "title": "Kế hoạch",
        "licence": "public",
    }
    if number % EXPORTS == 0:
        return {**told, "kind": "indicator_export", "mapping": MAPPING}
    return {**told, "locality": PLACES[number % 63]}


def write_many(file: Path, sources: int, port: int) -> Path:
    content = {
        "version": 1,
        "name": "many",
        "allow_private_addresses": True,
        "sources": [entry_of(number, port) for number in range(sources)],
    }
    file.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    return file


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = body_of(int(self.path.strip("/")))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


class _Server(QuietServer):
    request_queue_size = 64


@contextlib.contextmanager
def serve_many(hosts: int = HOSTS) -> Iterator[int]:
    """Serve all sources at 127.0.0.1 to 127.0.0.<hosts>; give the port, the same at each."""
    servers = [_Server(("127.0.0.1", 0), _Handler)]
    port = servers[0].server_address[1]
    servers += [_Server((f"127.0.0.{number}", port), _Handler) for number in range(2, hosts + 1)]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True).start()
    try:
        yield port
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
