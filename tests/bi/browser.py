"""A dashboard in a real browser: what a person sees, what the page asked for, and a picture of it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, Request, Response, sync_playwright

WIDTH = 1440  # pixels, a usual screen
PATIENCE = 90_000  # milliseconds
# Superset draws no sign on what is done, so: all charts there, nothing loading, nothing to come in sight.
_DONE = """(count) => {
    const charts = [...document.querySelectorAll("[data-test-chart-name]")];
    const busy = document.querySelectorAll(".loading, [data-test=loading-indicator], .ant-skeleton").length;
    return charts.length === count && charts.every((one) => one.querySelector("[id^=chart-id-]")) && !busy;
}"""
_HEIGHT = """() => Math.ceil(Math.max(...[...document.querySelectorAll(".grid-container")]
    .map((part) => part.getBoundingClientRect().bottom)))"""
_TABLE = """(root) => [...root.querySelectorAll("tbody tr")]
    .map((row) => [...row.querySelectorAll("td")].map((cell) => cell.innerText.trim()))"""
_ERRORS = """() => [...document.querySelectorAll("[data-test=error-alert], .ant-alert-error, .error-boundary,"
    + " .missing-chart-container")].map((part) => part.innerText)"""


@dataclass
class Board:
    """One opened dashboard."""

    page: Page
    bodies: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def chart(self, name: str) -> Any:
        return self.page.locator(f'[data-test-chart-name^="{name} ·"]')

    def cards(self, name: str) -> dict[str, str]:
        """The figures of a row of cards, by their Vietnamese words."""
        words = self.chart(name).locator(".card .vi").all_inner_texts()
        return dict(zip(words, self.chart(name).locator(".card .figure").all_inner_texts(), strict=True))

    def table(self, name: str) -> list[list[str]]:
        """The rows of a table that are on its first page."""
        rows = self.chart(name).evaluate(_TABLE)
        # an empty cell says N/A; the dashboards' CSS shows a dash in its place
        return [[cell.replace("N/A", "–") for cell in row] for row in rows if len(row) > 1]

    def tiles(self, name: str) -> dict[str, tuple[str, str]]:
        """Of each tile its value and shade, by its name."""
        told = (
            self.chart(name)
            .locator(".tile-map .tile")
            .evaluate_all(
                """(tiles) => tiles.map((tile) => [tile.querySelector(".name").innerText.trim(),
                [tile.querySelector(".value").innerText.trim(), tile.className.split(" ")[2]]])"""
            )
        )
        return {name: tuple(shown) for name, shown in told}

    def errors(self) -> list[str]:
        return [*self.page.evaluate(_ERRORS), *self.failed]


@contextmanager
def signed_in(address: str, account: str, password: str, chromium: str) -> Iterator[Browser]:
    """Start Chromium and sign in through the page, as a person does."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": WIDTH, "height": 1000}, locale="vi-VN")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/login/")
        page.fill("#username", account)
        page.fill("#password", password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url, timeout=PATIENCE)
        page.close()
        yield context
        browser.close()


def open_board(context: Any, address: str, slug: str, charts: int) -> Board:
    """Open a dashboard and wait until each of its charts is drawn."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    board = Board(page)
    page.on("response", lambda answer: _note_answer(board, answer))
    page.on("requestfinished", lambda request: _note_foreign(board, request, address))
    page.goto(f"{address}/superset/dashboard/{slug}/")
    page.wait_for_selector("[data-test-chart-name]")
    for _ in range(2):  # charts further down are only drawn once they are in sight
        page.set_viewport_size({"width": WIDTH, "height": page.evaluate(_HEIGHT) + 40})
        page.wait_for_function(_DONE, arg=charts)
        page.wait_for_timeout(700)
    return board


def take_picture(board: Board, file: Path) -> None:
    """Keep a PNG of the whole dashboard, in few colours: a third of the bytes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(board.page.screenshot()))
    picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


def _note_answer(board: Board, answer: Response) -> None:
    if "/api/v1/chart/data" not in answer.url:
        return
    if not answer.ok:
        board.failed.append(f"{answer.status} {answer.text()[:500]}")
        return
    asked = answer.request.post_data_json
    results = answer.json()["result"]
    board.bodies[str(asked["form_data"].get("slice_id"))] = results[0]["data"]


def _note_foreign(board: Board, request: Request, address: str) -> None:
    """Only what really went out: the page's own rules stop the rest."""
    told = urlsplit(request.url)
    if told.scheme in ("http", "https", "ws", "wss") and told.netloc != urlsplit(address).netloc:
        board.foreign.append(request.url)
