"""The page in a real browser: Chromium runs its script, and says what a person would see and get."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from ingest.corrections import COLUMNS, read_corrections
from ingest.explain.corrected import lay_over
from ingest.explain.document import explain_document
from ingest.explain.page import html_page
from ingest.measures import read_text
from ingest.raw import sha256_of
from ingest.records import Context

pytestmark = pytest.mark.stack
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "chromium"
TEXT = (
    "KẾ HOẠCH 😀\r\n\r\nĐến năm 2025, tối thiểu 90% hồ sơ được giải quyết đúng hạn; cấp xã đạt 60%.\r\n"
    "Tổng số có 151 bộ phận <một cửa> & một cửa liên thông.\r\n"
)
BODY = TEXT.encode()


def in_browser(folder: Path, script: str, width: int = 1280, corrections: bytes = b"") -> Any:
    """Open the page of TEXT, run ``script`` in it, and return what it returns (as JSON)."""
    lines = read_corrections(corrections) if corrections else []
    html = html_page(explain_document("plan.txt", BODY, Context(), lines))
    driver = f"""<script>
      document.title = "failed";
      const answer = (() => {{ {script} }})();
      document.body.append(element("pre", {{id: "answer"}}, encodeURIComponent(JSON.stringify(answer))));
    </script></body>"""
    file = folder / "page.html"
    file.write_text(html.replace("</body>", driver), "utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900"]
    command += [f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert '<pre id="answer">' in done.stdout, f"the page's script stopped\n{done.stderr[-2000:]}"
    return json.loads(unquote(done.stdout.split('<pre id="answer">')[1].split("</pre>")[0]))


def sign(reason: str) -> str:
    signed = f"form.elements.author.value = 'Nguyễn Thị A'; form.elements.reason.value = '{reason}';"
    return f"{signed} form.requestSubmit();"


def test_the_text_is_the_documents_and_each_value_is_highlighted_once(tmp_path: Path) -> None:
    told = in_browser(
        tmp_path,
        """return {ready: document.body.dataset.ready, text: textRoot.textContent,
          marks: marks.map((mark) => {
            const before = document.createRange();
            before.setStart(textRoot, 0);
            before.setEnd(mark, 0);
            const start = codePoints(before.toString());
            return [start, start + codePoints(mark.textContent), getComputedStyle(mark, "::after").content];
          })};""",
    )
    assert told["ready"] == "yes"
    assert told["text"] == TEXT
    places = {(measure.value_start, measure.value_end) for measure in read_text(TEXT).measures}
    assert [tuple(mark[:2]) for mark in told["marks"]] == sorted(places)
    assert "2025" in told["marks"][0][2] and "toàn tỉnh" in told["marks"][0][2], "year and level in sight"
    assert "cấp xã" in told["marks"][1][2]


def test_a_value_shows_its_fields_and_the_filters_hide_it(tmp_path: Path) -> None:
    told = in_browser(
        tmp_path,
        """marks[0].dispatchEvent(new PointerEvent("pointerenter", {pointerType: "mouse"}));
        const shown = [card.hidden, card.textContent];
        document.querySelector("input[value=target]").click();
        const listed = [...byId("list").querySelectorAll("li[data-row]")].filter((item) => !item.hidden);
        const off = marks[0].classList.contains("off");
        return {shown, off, hidden: card.hidden, listed: listed.length};""",
    )
    hidden, said = told["shown"]
    assert not hidden
    for words in ("≥ 90 %", "2025", "Toàn tỉnh", "dossiers_on_time", "ít nhất 90 phần trăm"):
        assert words in said
    kinds = [measure.kind for measure in read_text(TEXT).measures]
    assert (told["off"], told["hidden"], told["listed"]) == (True, True, kinds.count("actual"))


def test_corrections_made_in_the_page_are_read_and_applied(tmp_path: Path) -> None:
    csv = in_browser(
        tmp_path,
        f"""openEditor("set", rows[0]);
        form.elements.year.value = "2026"; form.elements.level.value = "province"; {sign('nói, "rõ"')}
        openEditor("drop", rows[1]); {sign("câu này là dự báo")}
        const line = [...textRoot.childNodes].find((node) => node.textContent.includes("151"));
        const range = document.createRange(), at = line.firstChild.data.indexOf("151");
        range.setStart(line.firstChild, at); range.setEnd(line.firstChild, at + 3);
        getSelection().removeAllRanges(); getSelection().addRange(range);
        openEditor("add", null, selectedPlace()); {sign("máy bỏ sót")}
        const written = asCsv();
        collected = []; changed(); readCsv(written);
        return {{written, again: asCsv(), pending: byId("pending").textContent,
          marked: marks.filter((mark) => mark.classList.contains("pending")).length}};""",
    )
    assert csv["again"] == csv["written"], "an opened file gives the same lines back"
    assert (csv["pending"], csv["marked"]) == ("3", 2)
    lines = read_corrections(csv["written"].encode())
    assert [line.problem for line in lines] == ["", "", ""]
    rows, outcomes = lay_over(sha256_of(BODY), TEXT, read_text(TEXT).measures, lines)
    assert [told.outcome for told in outcomes] == ["applied", "dropped", "added"]
    told = [(row.measure.value_text, row.measure.level, row.measure.year) for row in rows]
    assert told == [("90%", "province", 2026), ("151", "all", None)]
    assert rows[0].correction is not None and rows[0].correction.reason == 'nói, "rõ"'


def test_an_added_row_can_be_corrected_again(tmp_path: Path) -> None:
    at = TEXT.index("151")
    added = dict.fromkeys(COLUMNS, "") | {"document": sha256_of(BODY), "value_start": at, "value_end": at + 3}
    added |= {"level": "all", "action": "add", "kind": "actual", "indicator": "other", "comparator": "="}
    added |= {"value_low": 151, "unit": "count", "author": "A", "date": "2026-01-01", "reason": "sót"}
    first = "\n".join([",".join(COLUMNS), ",".join(map(str, added.values()))])
    again = in_browser(
        tmp_path,
        f"""openEditor("set", rows.at(-1)); form.elements.year.value = "2020"; {sign("rõ năm")}
        return asCsv();""",
        corrections=first.encode(),
    )
    lines = read_corrections((first + "\n" + again.partition("\n")[2]).encode())
    rows, outcomes = lay_over(sha256_of(BODY), TEXT, read_text(TEXT).measures, lines)
    assert [told.outcome for told in outcomes] == ["superseded", "row_made"]
    assert [row.measure.year for row in rows if row.measure.value_text == "151"] == [2020]


def test_an_unsigned_correction_is_not_taken(tmp_path: Path) -> None:
    told = in_browser(
        tmp_path,
        """openEditor("set", rows[0]); form.elements.author.value = ""; form.requestSubmit();
        return [editor.open, collected.length];""",
    )
    assert told == [True, 0]


def test_a_phone_needs_no_sideways_scrolling(tmp_path: Path) -> None:
    wide = in_browser(tmp_path, "return document.documentElement.scrollWidth - innerWidth;", width=500)
    assert wide <= 0


def test_a_megabyte_opens(tmp_path: Path) -> None:
    text = TEXT * 7000
    html = html_page(explain_document("large.txt", text.encode(), Context()))
    file = tmp_path / "large.html"
    file.write_text(html, "utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", file.as_uri()]
    command += [f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert 'data-ready="yes"' in done.stdout
