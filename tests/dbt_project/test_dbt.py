"""dbt itself: every model, data test and unit test, on the samples and on almost nothing."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingest.folders import DEFAULT_CATALOG, Folders
from ingest.localities import COMMUNE, DISTRICT, PROVINCE, localities
from ingest.raw import RawZone
from ingest.read import read_documents
from ingest.runs import load_run
from tests.attainment.comparing import differences
from tests.conftest import NIGHT, SHARED, plan_source, write_catalogue
from tests.ingest.test_fetch import fetch_all
from tests.kept import data_folder
from warehouse.dbt import run_dbt
from warehouse.package.dictionary import PAGE, dictionary_page
from warehouse.package.schema import read_marts

pytestmark = pytest.mark.slow


def build(folders: Folders, catalog: Path, *, with_unit_tests: bool = False) -> Path:
    """Fetch and read, then build with dbt; return the warehouse."""
    fetch_all(folders, catalog, "night")
    read_documents(folders, "night")
    warehouse = folders.data / "warehouse.duckdb"
    run_dbt(folders, load_run(folders, "night"), warehouse, with_unit_tests=with_unit_tests)
    return warehouse


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with data_folder(tmp_path_factory.mktemp("dbt") / "data") as folders:
        yield build(folders, DEFAULT_CATALOG, with_unit_tests=True)


def test_models_data_tests_and_unit_tests_pass_on_the_samples(built: Path) -> None:
    results = json.loads((built.parent / "dbt" / "run_results.json").read_text("utf-8"))["results"]
    kinds = [result["unique_id"].split(".")[0] for result in results]
    assert kinds.count("unit_test") >= 6
    assert kinds.count("test") >= 80  # one for all rules of a table, and a few others
    # an exposure is nothing that runs
    assert {result["status"] for result in results} == {"success", "pass", "no-op"}


def test_every_column_of_the_marts_is_described(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        columns = connection.execute(
            """
            select table_name, column_name, comment from duckdb_columns()
            where not internal and schema_name = 'main'
            """
        ).fetchall()
    bare = [column[:2] for column in columns if not column[2]]
    assert len(columns) > 100
    assert bare == []


# A key that leads nowhere, and why
KEYS_WITHOUT_A_TABLE = {
    ("dim_document", "family_key"): "names a family of documents, of which nothing more is told",
    ("fct_national_target", "national_statement_key"): "names a sentence that gives several targets",
    ("fct_quarantine", "document_key"): "a document kept apart stands in no other table",
}


def test_every_key_leads_to_its_table(built: Path) -> None:
    loose = {
        (mart.name, column.name)
        for mart in read_marts(built.parent / "dbt" / "manifest.json")
        for column in mart.columns
        if column.name.endswith("_key") and column.name not in mart.keys and column.reference is None
    }
    assert loose == set(KEYS_WITHOUT_A_TABLE)


def test_the_data_dictionary_in_the_documentation_is_current(built: Path) -> None:
    page = dictionary_page(read_marts(built.parent / "dbt" / "manifest.json"))
    assert PAGE.read_text("utf-8") == page, "make dictionary"


def test_sources_that_disagree_are_listed_and_the_better_one_is_preferred(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        found = connection.execute(
            """
            select kind, indicator_key, locality_key, year_key, first_source_id, first_value,
                other_source_id, other_value
            from fct_conflict where kind <> 'within_document' order by all
            """
        ).fetchall()
        used = connection.execute(
            "select count(*) from fct_attainment inner join fct_conflict on actual_key = other_actual_key"
        ).fetchone()
    assert found == [
        (
            "printed_and_derived",
            "par_index_score",
            "p63-01",
            2023,
            "par_index_excerpt",
            91.43,
            "ha_noi_par_index_2025",
            91.25,
        ),
        (
            "value",
            "par_index_score",
            "p63-31",
            2023,
            "par_index_excerpt",
            91.87,
            "hai_phong_news_2023",
            91.81,
        ),
        ("year_assumed", "dti_rank", "p63-27", 2022, "dti_excerpt", 7, "bac_ninh_news_2022", 4),
    ]
    assert used == (0,)


def test_a_national_average_and_a_document_of_the_country_are_of_the_national_level(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        found = connection.execute(
            """
            select source_id, indicator_key, year_key, value_low, fct_actual.locality_key
            from fct_actual inner join dim_document using (document_key)
            where level_key = 'national' order by all
            """
        ).fetchall()
        of_the_country = connection.execute(
            "select distinct level_key from fct_target where locality_key = 'country'"
        ).fetchall()
    assert of_the_country == [("national",)]
    economy = [
        (year, value) for source, _, year, value, _ in found if source == "national_digital_economy_2024"
    ]
    assert economy == [(2020, 12.66), (2021, 12.87), (2022, 12.83), (2023, 12.87), (2024, 13.17)]
    assert [row for row in found if row[0] != "national_digital_economy_2024"] == [
        ("ha_noi_news_2024", "service_satisfaction", 2024, 83.94, "country"),
        ("national_news_2023", "par_index_score", 2023, 86.98, "country"),
        ("national_news_2023", "service_satisfaction", 2023, 82.66, "country"),
    ]


def test_a_survey_of_a_province_has_not_the_method_of_sipas(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text("Tỉnh,Năm,Điểm\nBắc Ninh,2022,95.1\n", "utf-8")
    values = [{"column": "Điểm", "indicator": "service_satisfaction", "unit": "percent"}]
    mapping = {"locality": "Tỉnh", "year": "Năm", "values": values}
    own = {**plan_source("own", path="survey.csv", mapping=mapping), "kind": "indicator_export"}
    catalog = write_catalogue(
        tmp_path, own, {**own, "id": "sipas", "index": "sipas", "authority": "publisher"}
    )
    with duckdb.connect(str(build(folders, catalog)), read_only=True) as connection:
        found = connection.execute(
            """
            select source_id, authority, index_code, method_version, method_unknown_because, preferred_because
            from fct_actual inner join dim_document using (document_key) order by all
            """
        ).fetchall()
    assert found == [
        ("own", "compilation", None, None, "index_not_stated", None),
        ("sipas", "publisher", "sipas", "2022", None, "index_stated"),
    ]


def test_every_judgement_of_the_samples_is_recomputed(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        assert list(differences(connection, NIGHT.date())) == []
        statuses = connection.execute("select distinct status from fct_attainment order by all").fetchall()
    assert statuses == [("behind",), ("met",), ("missed",), ("on_track",), ("unknown",)]


def test_the_localities_of_a_day_are_one_where_clause(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        counts = connection.execute(
            """
            with days(day) as (values (date '2008-07-31'), ('2008-08-01'), ('2025-06-30'), ('2025-07-01'))
            select day, locality_level, count(*)
            from dim_locality cross join days
            where day between coalesce(valid_from, day) and coalesce(valid_to, day) and units is not null
            group by all order by all
            """
        ).fetchall()
        keys = {key for (key,) in connection.execute("select locality_key from dim_locality").fetchall()}
    assert [count for *_, count in counts] == [10035, 696, 64, 10035, 696, 63, 10035, 696, 63, 3321, 34]
    places = [place for level in (PROVINCE, DISTRICT, COMMUNE) for place in localities(level)]
    assert keys == {place.key for place in places} | {"country", "unknown"}


def test_each_old_province_has_its_new_one(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        relations = connection.execute(
            """
            select old.units, new.units, old.successor_relation, count(*), count(distinct new.locality_key)
            from dim_locality as old
            inner join dim_locality as new on old.successor_locality_key = new.locality_key
            group by all order by all
            """
        ).fetchall()
    assert relations == [
        ("63", "34", "merged", 52, 23),
        ("63", "34", "unchanged", 11, 11),
        ("64", "63", "merged", 2, 1),
    ]


def test_the_samples_hold_a_contradiction_and_a_later_revision(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        contradictions = connection.execute(
            """
            select indicator_key, value_low, later_value_low, quote, later_quote
            from fct_target_conflict
            where found_in = 'one_document' and kind = 'one_asks_more' and indicator_key like 'procedures%'
            """
        ).fetchall()
        revisions = connection.execute(
            "select locality_key, year_key, value_before, value_after, revised_by from fct_revision"
        ).fetchall()
        steps = connection.execute(
            "select value_low, later_value_low from fct_target_conflict where kind = 'steps_within_the_year'"
        ).fetchall()
    assert contradictions == [
        (
            "procedures_on_national_portal",
            100.0,
            50.0,
            "100% dịch vụ mức độ 3, mức độ 4 có mặt trên Cổng Dịch vụ công quốc gia;",
            "50% dịch vụ mức độ 3, mức độ 4 của tỉnh tích hợp với Cổng Dịch vụ công quốc gia;",
        )
    ]
    assert revisions == [("p63-01", 2023, 91.43, 91.25, "amends")]
    assert steps == [(70.0, 80.0)] * 2, "districts and communes, by September and by December"


def test_two_groups_under_one_indicator_neither_contradict_nor_compare(built: Path) -> None:
    """Users of online services and participants of the e-government system: both shares can be promised."""
    with duckdb.connect(str(built), read_only=True) as connection:
        kinds = connection.execute(
            """
            select distinct kind from fct_target_conflict
            where indicator_key = 'digital_identity' and measured_group <> later_measured_group
            """
        ).fetchall()
        compared = connection.execute(
            """
            select comparison.reason, comparison.comparison, promise_value, national_value
            from fct_promise_comparison as comparison inner join fct_target as target using (target_key)
            where comparison.indicator_key = 'digital_identity' and measured_group = 'online_service_users'
                and national_document_number = '76/NQ-CP' and comparison.year_key = 2030
            """
        ).fetchall()
    assert kinds == [("other_group",)]
    assert compared == [("groups_differ", None, 100.0, 90.0)] * 2, "Bắc Giang and Bắc Ninh"


def test_a_replaced_document_of_the_samples_is_kept_and_left_out(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        replaced = connection.execute(
            "select source_id, valid_to::varchar, valid_to_because from dim_document where not is_in_force"
        ).fetchall()
        kept = connection.execute(
            """
            select
                target.indicator_key, target.level_key, target.year_key, value_low, target.is_in_force,
                attainment_key is null
            from fct_target as target inner join dim_document as document using (document_key)
            left join fct_attainment using (target_key)
            where source_id = 'vinh_phuc_targets_2020' order by all
            """
        ).fetchall()
    assert replaced == [("vinh_phuc_targets_2020", "2021-10-13", "replaced")]
    assert kept == [
        ("dossiers_online_level_3_4", "all", 2020, 20.0, False, True),
        ("work_files_online", "commune", 2025, 60.0, False, True),
        ("work_files_online", "district", 2025, 80.0, False, True),
        ("work_files_online", "province", 2025, 90.0, False, True),
    ]


@pytest.mark.skipif(not SHARED.exists(), reason="the folder 'shared' does not stand beside the repository")
def test_the_revision_in_the_samples_is_a_real_one() -> None:
    with (SHARED / "data" / "indicators" / "source_conflicts.csv").open(encoding="utf-8") as file:
        found = [row for row in csv.DictReader(file) if row["subject"] == "Hà Nội" and row["year"] == "2023"]
    assert [(row["value_kept"], row["value_other"]) for row in found] == [("91.43", "91.25")]


def test_todays_provinces_take_in_all_promises_of_old_ones(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        outside = connection.execute(
            """
            select count(*) from fct_target
            where is_lead and is_in_force and locality_key not in ('country', 'unknown')
                and target_key not in (select target_key from fct_target_today)
            """
        ).fetchone()
        places = connection.execute(
            """
            select distinct province_locality_key, today_province_locality_key
            from fct_target_today where level_status = 'ended_before_due' order by all
            """
        ).fetchall()
        shares = connection.execute(
            """
            select successor_locality_key, sum(commune_share) from bridge_locality_succession
            where commune_share is not null group by all having abs(sum(commune_share) - 1) > 1e-9
            """
        ).fetchall()
        today = connection.execute(
            """
            select units, count(distinct today_province_locality_key) from dim_locality
            where units is not null group by all order by all
            """
        ).fetchall()
    assert outside == (0,)
    assert places == [("p63-24", "p34-24"), ("p63-26", "p34-25"), ("p63-27", "p34-24"), ("p63-44", "p34-44")]
    assert shares == []
    assert today == [("34", 34), ("63", 34), ("64", 1)]


def test_a_figure_of_a_district_or_ward_is_of_that_district_or_ward(folders: Folders, tmp_path: Path) -> None:
    promise = "Năm 2026, {} có tối thiểu 95% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
    (tmp_path / "plan.txt").write_text(promise.format("huyện Đại Từ"), "utf-8")
    head = "ỦY BAN NHÂN DÂN\nPHƯỜNG TÂN PHÚ\nSố: 12/KH-UBND\n\nKẾ HOẠCH\n\n"
    (tmp_path / "ward.txt").write_text(head + promise.replace("{} có ", ""), "utf-8")
    catalog = write_catalogue(
        tmp_path,
        plan_source("plan", path="plan.txt", locality="Thái Nguyên", document_date="2021-05-01"),
        plan_source("ward", path="ward.txt", locality="TP. Hồ Chí Minh", document_date="2025-09-15"),
    )
    with duckdb.connect(str(build(folders, catalog)), read_only=True) as connection:
        found = connection.execute(
            """
            select source_id, dim_document.locality_key, fct_target.locality_key
            from fct_target inner join dim_document using (document_key) order by all
            """
        ).fetchall()
    assert found == [("plan", "p63-19", "d63-171"), ("ward", "p34-79", "c34-27031")]


def test_without_exports_and_without_measures_the_marts_are_empty_not_broken(
    folders: Folders, tmp_path: Path
) -> None:
    (tmp_path / "silent.txt").write_text("Không có con số nào.\n", "utf-8")
    catalog = write_catalogue(tmp_path, plan_source("silent", path="silent.txt"))
    warehouse = build(folders, catalog)
    assert RawZone(folders.raw).query("select status from readings") == [{"status": "empty"}]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for fact in ("fct_target", "fct_actual", "fct_attainment"):
            assert connection.execute(f"select count(*) from {fact}").fetchone() == (0,)
        assert connection.execute("select count(*) from dim_document").fetchone() == (1,)
