"""The samples' report in a real browser, narrow and wide, and on paper."""

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
import pytest

from ingest.folders import DEFAULT_CATALOG, REPOSITORY, Folders
from tests.nights import ask, run_night
from tests.web_server import Handler, Site, serve
from warehouse.reports.pdf import NoPrinter, check_printer
from warehouse.reports.writing import write_report

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "chromium"
# opens every page in a frame of a phone's or a desk's width; the pages themselves run no script
OUTER = """<!doctype html><meta charset="utf-8"><body><script>
const right = (part) => part.getBoundingClientRect().right;
const width = WIDTH, names = NAMES, answer = {};
for (const name of names) {
  const frame = document.createElement("iframe");
  frame.src = name; frame.style.width = width + "px"; frame.style.height = "800px";
  document.body.append(frame);
}
window.onload = () => {
  document.querySelectorAll("iframe").forEach((frame, at) => {
    const page = frame.contentDocument, root = page.documentElement;
    answer[names[at]] = {
      beyond: root.scrollWidth - root.clientWidth,
      widest: Math.max(...[...page.querySelectorAll("main > *")].map((part) => right(part))),
      rows: [...page.querySelectorAll("tr[data-status]")].map((row) => row.dataset.status),
      totals: [...page.querySelectorAll("#tom-tat tfoot")].map((foot) =>
        [...foot.querySelectorAll("td")].map((cell) => [cell.dataset.status, Number(cell.textContent)])),
      charts: [...page.querySelectorAll("figure svg")].filter((chart) => right(chart) > 100).length,
    };
  });
  const told = document.createElement("pre");
  told.id = "answer"; told.textContent = encodeURIComponent(JSON.stringify(answer));
  document.body.append(told);
};
</script></body>"""


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """The samples, built and published once, with their report."""
    folders = Folders(tmp_path_factory.mktemp("samples"))
    night = run_night(folders, DEFAULT_CATALOG, "run", "--date", "2026-11-22")
    assert night.exit_code == 0, night.printed
    write_report(folders.warehouse / "marts.duckdb", folders.reports, with_pdf=False)
    return folders


@pytest.fixture(scope="module")
def served(samples: Folders) -> Iterator[Site]:
    with serve() as site:
        for file in samples.reports.glob("*.html"):
            site.pages[f"/{file.name}"] = html(file.read_bytes())
        yield site


def html(body: bytes) -> Callable[[Handler], None]:
    def page(handler: Handler) -> None:
        handler.answer(200, body, Content_Type="text/html; charset=utf-8")

    return page


@pytest.mark.parametrize("width", [360, 1200])
def test_no_page_scrolls_sideways_and_its_numbers_are_those_of_the_marts(
    samples: Folders, served: Site, width: int, tmp_path: Path
) -> None:
    names = sorted(name[1:] for name in served.pages if name.endswith(".html") and "outer" not in name)
    outer = OUTER.replace("WIDTH", str(width)).replace("NAMES", json.dumps(names))
    served.pages["/outer.html"] = html(outer.encode())
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1300,900"]
    command += [f"--user-data-dir={tmp_path}", "--dump-dom", served.url("/outer.html")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert '<pre id="answer">' in done.stdout, done.stderr[-2000:]
    answer = json.loads(unquote(done.stdout.split('<pre id="answer">')[1].split("</pre>")[0]))
    assert {name: told["beyond"] for name, told in answer.items() if told["beyond"] > 0} == {}
    assert all(told["widest"] <= width for told in answer.values())
    in_marts = statuses_in_marts(samples)
    for name, place in provinces(samples).items():
        assert Counter(answer[name]["rows"]) == in_marts.get(place, Counter()), name
        shown = [dict(total) for total in answer[name]["totals"]]
        assert sum(total["all"] for total in shown) == in_marts.get(place, Counter()).total(), name
    everywhere = sum((count for place, count in in_marts.items() if place != "country"), Counter())
    assert Counter(dict(answer["ca-nuoc.html"]["totals"][0])) + Counter() == everywhere + Counter(
        all=everywhere.total()
    )
    assert Counter(answer["ca-nuoc.html"]["rows"]) == in_marts["country"]
    assert answer["bac-ninh.html"]["charts"] > 10


@pytest.mark.parametrize(("width", "picture"), [(360, "bao-cao-dien-thoai"), (1200, "bao-cao")])
def test_a_page_opened_from_a_disk_asks_for_nothing_and_a_figure_leads_to_its_sentence(
    samples: Folders, tmp_path: Path, width: int, picture: str
) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    asked: list[str] = []
    said: list[str] = []
    address = (samples.reports / "quang-ninh.html").as_uri()
    pictures = os.environ.get("SCREENSHOTS")
    with (
        playwright.sync_playwright() as driver,
        driver.chromium.launch(executable_path=shutil.which(CHROMIUM), args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page(viewport={"width": width, "height": 1400})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(address)
        page.screenshot(path=(REPOSITORY / pictures if pictures else tmp_path) / f"{picture}.png")
        result = page.locator("tr[data-status=met] td[data-label='Kết quả']").first
        value = result.inner_text().split(" (")[0].removeprefix("hạng ")
        result.locator("a.cite").click()
        sentence = page.locator(".sentence:target")
        playwright.expect(sentence).to_be_in_viewport()
        assert any(value in mark for mark in sentence.locator("mark").all_inner_texts())
    assert (asked, said) == ([address], []), "no network, no complaint of the browser"


def test_the_pages_print_with_their_words_and_numbers(samples: Folders, tmp_path: Path) -> None:
    try:
        check_printer()
    except NoPrinter as problem:
        pytest.skip(str(problem))
    marts = samples.warehouse / "marts.duckdb"
    report = write_report(marts, tmp_path, ["Quảng Ninh"])
    with pypdfium2.PdfDocument(report.pdfs[0]) as printed:
        texts = [page.get_textpage().get_text_range() for page in printed]
        size = printed[0].get_size()
    assert len(texts) > 1
    assert [round(side / 72 * 25.4) for side in size] == [210, 297], "A4"
    said = " ".join(" ".join(texts).split())
    for words in (
        "Mức độ thực hiện cam kết cải cách hành chính",
        "Tỉnh Quảng Ninh",
        "Đúng tiến độ",
        "Căn cứ",
    ):
        assert words in said
    assert f"Trang 1/{len(texts)}" in texts[0] and f"Trang {len(texts)}/{len(texts)}" in texts[-1]
    heads = [text for text in texts if "Chênh lệch" in text]
    assert heads, "the table of promises has its head"
    again = write_report(marts, tmp_path / "again", ["Quảng Ninh"])
    assert again.pdfs[0].read_bytes() == report.pdfs[0].read_bytes()


def provinces(samples: Folders) -> dict[str, str]:
    """Return the key of each page's province."""
    from warehouse.reports.pages import file_of

    rows = ask(
        samples,
        "select name_vi, locality_key from dim_locality where locality_level = 'province' and stands_today",
    )
    return {file_of({"name": name}): key for name, key in rows}


def statuses_in_marts(samples: Folders) -> dict[str, Counter[str]]:
    """Return how many promises of each page have which status."""
    rows = ask(
        samples,
        "select coalesce(l.today_province_locality_key, a.locality_key), a.status, count(*) "
        "from fct_attainment a join dim_locality l using (locality_key) group by all",
    )
    counted: dict[str, Counter[str]] = {}
    for place, status, count in rows:
        counted.setdefault(place, Counter())[status] += count
    return counted
