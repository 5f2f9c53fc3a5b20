"""Documents that stand to each other: one promise from all of them, and none from what was replaced."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import plan_source, write_catalogue
from tests.dbt_project.test_dbt import build
from tests.kept import data_folder

pytestmark = pytest.mark.slow

OLD_PLAN = """ỦY BAN NHÂN DÂN
TỈNH BẮC GIANG
Số: 12/KH-UBND
Bắc Giang, ngày 05 tháng 3 năm 2021
KẾ HOẠCH
Cải cách hành chính tỉnh Bắc Giang giai đoạn 2021 - 2025
I. MỤC TIÊU
- Đến năm 2025, tối thiểu 80% hồ sơ được giải quyết trực tuyến.
- Đến năm 2025, tối thiểu 90% người dân hài lòng khi giải quyết thủ tục hành chính.
"""
NEW_PLAN = """ỦY BAN NHÂN DÂN
TỈNH BẮC GIANG
Số: 30/KH-UBND
Bắc Giang, ngày 01 tháng 4 năm 2024
KẾ HOẠCH
Cải cách hành chính tỉnh Bắc Giang giai đoạn 2024 - 2025
Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;
I. MỤC TIÊU
- Đến năm 2025, tối thiểu 85% hồ sơ được giải quyết trực tuyến.
- Phấn đấu đến năm 2025, tối thiểu 85% hồ sơ được giải quyết trực tuyến.
II. TỔ CHỨC THỰC HIỆN
1. Sở Nội vụ chủ trì cải cách thủ tục hành chính.
2. Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 05/3/2021 của UBND tỉnh.
"""
NEWS = """Bắc Giang đổi kế hoạch
Ngày 01/4/2024, UBND tỉnh Bắc Giang đã ban hành Kế hoạch số 30/KH-UBND ngày 01/4/2024 về cải cách hành chính.
Đến năm 2025, tỉnh phấn đấu 85% hồ sơ được giải quyết trực tuyến.
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("relations")
    texts = {"old_plan": OLD_PLAN, "new_plan": NEW_PLAN, "news": NEWS}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    sources = [plan_source(name, path=f"{name}.txt", locality="Bắc Giang") for name in texts]
    with data_folder(folder / "data") as folders:
        yield build(folders, write_catalogue(folder, *sources))


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_replaced_plan_stays_with_its_last_day(warehouse: Path) -> None:
    found = rows(
        warehouse,
        """
        select document.source_id, document.is_in_force, cast(document.valid_to as varchar),
            document.valid_to_because, replacing.source_id
        from dim_document as document
        left join dim_document as replacing on document.replaced_by_document_key = replacing.document_key
        order by all
        """,
    )
    assert found == [
        ("new_plan", True, None, None, None),
        ("news", True, None, None, None),
        ("old_plan", False, "2024-03-31", "replaced", "new_plan"),
    ]


def test_a_promise_and_its_repetitions_are_judged_once(warehouse: Path) -> None:
    evidence = rows(
        warehouse,
        """
        select lead.source_id, commitment.value_low, commitment.is_in_force, commitment.evidence_count,
            commitment.document_count
        from fct_commitment as commitment
        inner join dim_document as lead using (document_key)
        order by all
        """,
    )
    assert evidence == [
        ("new_plan", 85.0, True, 3, 2),  # twice in the plan, once in the news
        ("old_plan", 80.0, False, 1, 1),
        ("old_plan", 90.0, False, 1, 1),
    ]
    judged = rows(
        warehouse,
        "select source_id, target_low from fct_attainment inner join dim_document using (document_key)",
    )
    assert judged == [("new_plan", 85.0)]


def test_relations_and_duties_lead_to_their_words(warehouse: Path) -> None:
    relations = rows(
        warehouse,
        """
        select stating.source_id, bridge.relation, bridge.related_number, related.source_id,
            contains(bridge.quote, bridge.related_number)
        from bridge_document_relation as bridge
        inner join dim_document as stating using (document_key)
        left join dim_document as related on bridge.related_document_key = related.document_key
        order by all
        """,
    )
    assert relations == [
        ("new_plan", "implements", "76/NQ-CP", None, True),
        ("new_plan", "replaces", "12/KH-UBND", "old_plan", True),
        ("news", "reports", "30/KH-UBND", "new_plan", True),
    ]
    duties = rows(warehouse, "select agency, role, area_key, area_found_by from fct_responsibility")
    assert duties == [("Sở Nội vụ", "lead", "procedures", "statement")]
