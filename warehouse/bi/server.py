"""A running Superset, spoken to through its API: dashboards in, dashboards out."""

import json
from dataclasses import dataclass
from typing import Any

import requests

TIMEOUT = 120  # seconds


class SupersetRefused(Exception):
    """Superset could not be reached or would not do it; the sentence says what it answered."""


@dataclass(frozen=True, slots=True)
class Superset:
    """A session at one server, as one account."""

    address: str
    session: requests.Session

    @classmethod
    def enter(cls, address: str, name: str, password: str) -> "Superset":
        """Sign in. Raises ``SupersetRefused``."""
        server = cls(address.rstrip("/"), requests.Session())
        account = {"username": name, "password": password, "provider": "db", "refresh": False}
        token = server.ask("POST", "/api/v1/security/login", json=account)["access_token"]
        server.session.headers["Authorization"] = f"Bearer {token}"
        csrf = server.ask("GET", "/api/v1/security/csrf_token/")["result"]
        server.session.headers.update({"X-CSRFToken": csrf, "Referer": server.address})
        return server

    def import_assets(self, bundle: bytes) -> None:
        """Import a bundle; what is there under the same UUID is replaced. Raises ``SupersetRefused``."""
        files = {"bundle": ("assets.zip", bundle, "application/zip")}
        self.ask("POST", "/api/v1/assets/import/", files=files)

    def export_dashboards(self) -> bytes:
        """Return the ZIP of the published dashboards and their parts. Raises ``SupersetRefused``."""
        keys = [board["id"] for board in self.dashboards() if board["published"]]
        return self._send("GET", f"/api/v1/dashboard/export/?q=!({','.join(map(str, keys))})").content

    def dashboards(self) -> list[dict[str, Any]]:
        """Return the dashboards there are: id, title, slug, whether published. Raises ``SupersetRefused``."""
        found: list[dict[str, Any]] = self.ask("GET", "/api/v1/dashboard/?q=(page_size:100)")["result"]
        return sorted(found, key=lambda board: int(board["id"]))

    def ask(self, method: str, path: str, **told: Any) -> dict[str, Any]:
        """Send a request and return the JSON that comes back. Raises ``SupersetRefused``."""
        answer: dict[str, Any] = self._send(method, path, **told).json()
        return answer

    def _send(self, method: str, path: str, **told: Any) -> requests.Response:
        try:
            answer = self.session.request(method, self.address + path, timeout=TIMEOUT, **told)
        except requests.RequestException as error:
            raise SupersetRefused(f"Superset at {self.address} cannot be reached: {error}") from error
        if not answer.ok:
            raise SupersetRefused(
                f"Superset at {self.address} answered {answer.status_code}: {_said(answer)}"
            )
        return answer


def _said(answer: requests.Response) -> str:
    """Return what the server complains about, in one line."""
    try:
        told = answer.json()
    except ValueError:
        return answer.text[:300]
    return json.dumps(told.get("errors") or told.get("message") or told, ensure_ascii=False)[:1000]
