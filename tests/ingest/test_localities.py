"""Names and codes of localities, to the one unit that stood on a day."""

import csv
import unicodedata
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.folders import SEEDS
from ingest.localities import (
    COMMUNE,
    COUNTRY,
    DISTRICT,
    PROVINCE,
    Locality,
    localities,
    nearest,
    resolve,
    resolve_for_document,
    resolve_names,
    successor_of,
    why_unresolved,
)
from ingest.localities.spellings import keys_of_provinces, names_of_provinces, region_names
from tests.conftest import SHARED

OF_64, OF_63 = date(2008, 7, 31), date(2008, 8, 1)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))


def key_of(found: Locality | None) -> str | None:
    return found.key if found else None


def province(name: str, on: date = BEFORE) -> Locality:
    found = resolve(name, on)
    assert found is not None
    return found


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("name", "on", "key"),
    [
        ("Bắc Ninh", BEFORE, "p63-27"),
        ("Bắc Ninh", AFTER, "p34-24"),  # the merged province took the code of Bắc Giang
        ("Bắc Giang", BEFORE, "p63-24"),
        ("Bắc Giang", AFTER, None),  # no such province any more
        ("Hà Nội", OF_64, "p64-01"),
        ("Hà Nội", OF_63, "p63-01"),
        ("Hà Nội", AFTER, "p34-01"),
        ("Hà Tây", OF_64, "p64-28"),
        ("Hà Tây", OF_63, None),
        ("Vĩnh Phúc", OF_64, "p63-26"),  # most of the 64 are the same as of the 63
        ("ha noi", AFTER, "p34-01"),
        ("HÀ  NỘI ", BEFORE, "p63-01"),
        (unicodedata.normalize("NFD", "Thừa Thiên - Huế"), BEFORE, "p63-46"),
        ("UBND tỉnh Khánh Hòa", BEFORE, "p63-56"),
        ("Ủy ban nhân dân tỉnh Hoà Bình", BEFORE, "p63-17"),
        ("TP. Hồ Chí Minh", BEFORE, "p63-79"),
        ("TPHCM", AFTER, "p34-79"),
        ("Tp.HCM", BEFORE, "p63-79"),
        ("Ho Chi Minh City", BEFORE, "p63-79"),
        ("Hau Giang Province", BEFORE, "p63-93"),
        ("TT- Huế", BEFORE, "p63-46"),
        ("Huế", BEFORE, "p63-46"),  # the name of 2025, asked for a day when it was Thừa Thiên Huế
        ("Thừa Thiên Huế", AFTER, "p34-46"),
        ("UBND Thành phố Huế", AFTER, "p34-46"),
        ("BRVT", BEFORE, "p63-77"),
        ("Bà Rịa–Vũng Tàu", BEFORE, "p63-77"),
        ("Bắc Cạn", BEFORE, "p63-06"),
        ("Ð?ng Tháp", BEFORE, "p63-87"),  # a damaged file, with the Icelandic letter
        ("Ðà Nẵng", BEFORE, "p63-48"),  # the same letter in a file that is whole
        ("BĐINH", BEFORE, "p63-52"),  # a Stata panel
        ("Thành phố Bắc Ninh", BEFORE, None),  # a city inside the province
        ("huyện Điện Biên", BEFORE, None),
        ("Đông Nam Bộ", BEFORE, None),  # a region
        ("Hà Nộ", BEFORE, None),
        ("Băc Ninh", BEFORE, "p63-27"),  # some marks are left out
        ("Ha Nôi", BEFORE, "p63-01"),
        ("tỉnh Hoà Binh", BEFORE, "p63-17"),
        ("Đac Lac", BEFORE, "p63-66"),
        ("Bắc Nính", BEFORE, None),  # a mark that is wrong
        ("Quãng Nam", BEFORE, None),
        ("TP. Đà Nặng", BEFORE, None),
        ("Án Giang", BEFORE, None),
        ("", BEFORE, None),
    ],
)
def test_a_name_leads_to_the_province_of_its_day(name: str, on: date, key: str | None) -> None:
    assert key_of(resolve(name, on)) == key


@pytest.mark.parametrize(
    ("code", "on", "key"),
    [
        ("24", BEFORE, "p63-24"),
        ("24", AFTER, "p34-24"),  # Bắc Ninh
        ("01", OF_64, "p64-01"),
        ("1", OF_63, "p63-01"),
        ("1.0", OF_63, "p63-01"),  # a spreadsheet's number
        ("28", OF_64, "p64-28"),
        ("28", OF_63, None),
        ("27", AFTER, None),
        ("99", BEFORE, None),
        ("VN-56", BEFORE, "p63-27"),
        ("VN-56", AFTER, None),  # not known for the merged province
        ("VN-04", AFTER, "p34-04"),
        ("vn-hn", OF_64, "p64-01"),
        ("P15", BEFORE, "p63-24"),
    ],
)
def test_a_code_needs_its_date(code: str, on: date, key: str | None) -> None:
    assert key_of(resolve(code, on)) == key


def test_a_number_is_one_of_another_system_where_the_caller_says_so() -> None:
    assert key_of(resolve("24", BEFORE, code_system="pci")) == "p63-94"
    assert key_of(resolve("42", OF_64, code_system="pci")) == "p64-28"
    assert key_of(resolve("221", BEFORE, code_system="gso_3digit")) == "p63-24"
    assert [len(keys_of_provinces(system)) for system in ("iso", "papi", "pci", "gso_3digit")] == [
        64,
        63,
        64,
        64,
    ]


def test_seven_new_provinces_carry_the_code_of_another_old_one() -> None:
    old = {place.code: place for place in localities(PROVINCE) if place.units == "63"}
    new = [place for place in localities(PROVINCE) if place.units == "34"]
    moved = [place.code for place in new if old[place.code].name not in (place.name, "Thừa Thiên Huế")]
    assert sorted(moved) == ["15", "24", "44", "52", "80", "82", "91"]


def test_every_alias_leads_to_its_own_province_and_to_no_other() -> None:
    unresolved = set()
    for row in seed("province_aliases"):
        on = OF_64 if row["gso_code"] == "28" else BEFORE
        found = resolve(row["alias"], on)
        if found is None:
            unresolved.add(row["alias"])
        else:
            assert (found.code, found.name) == (row["gso_code"], row["canonical_vi"])
    assert unresolved == {"Đông Bắc", "Đồng Bằng Sông Hồng", "Đông Nam Bộ"}, "names of regions"


@settings(deadline=None)
@given(DAYS)
def test_no_name_means_two_provinces_of_a_day(day: date) -> None:
    for spelling, meant in names_of_provinces().items():
        assert sum(place.stood_on(day) for place in meant) <= 1, spelling


DECORATIONS = st.sampled_from(["{}", " {} ", "{}*", "UBND {}", "Ủy ban nhân dân {}", "{}\u00a0", "({})"])


@settings(deadline=None)
@given(
    st.sampled_from(localities(PROVINCE)), DECORATIONS, st.sampled_from(["NFC", "NFD", "NFKC"]), st.booleans()
)
def test_spacing_case_unicode_form_and_offices_change_nothing(
    place: Locality, decoration: str, form: str, is_upper: bool
) -> None:
    written = decoration.format(f"{place.type_vi} {place.name}")
    written = unicodedata.normalize(form, written.upper() if is_upper else written)  # type: ignore[arg-type]
    on = place.valid_to or AFTER
    if place.key != "p34-75":  # Đồng Nai is a city since April 2026 only
        assert resolve(written, on) == place


@settings(deadline=None)
@given(st.text(max_size=12), DAYS, st.sampled_from([PROVINCE, DISTRICT, COMMUNE]))
def test_whatever_is_found_stood_on_the_day(name: str, day: date, level: str) -> None:
    found = resolve(name, day, level=level)
    assert found is None or found.stood_on(day)


def test_an_unknown_name_comes_with_what_may_be_meant() -> None:
    assert nearest("Hà Nộ")[0] == "Hà Nội"
    assert "Hà Giang" in nearest("Hà Gian", on=BEFORE)
    assert "Hà Giang" not in nearest("Hà Gian", on=AFTER)
    assert "nearest: Hà Nội" in why_unresolved("Hà Nộ", AFTER)
    assert why_unresolved("Đông Nam Bộ", AFTER) == "'Đông Nam Bộ' names a region, not a province"
    assert why_unresolved("Bắc Giang", AFTER) == (
        "'Bắc Giang' is no province of 2025-07-01: Bắc Giang ended on 2025-06-30, "
        "its area is in Bắc Ninh since then"
    )
    assert "its area is in Hà Nội" in why_unresolved("28", OF_63)
    ha_tinh = province("Hà Tĩnh")
    assert nearest("Kì Anh", level=DISTRICT, within=ha_tinh)[0] == "Kỳ Anh"
    assert why_unresolved("Kỳ Anh", BEFORE, level=DISTRICT, within=ha_tinh) == (
        "'Kỳ Anh' is the name of 2 units on 2025-06-30 (d63-447, d63-449)"
    )
    assert why_unresolved("Kỳ Anh", AFTER, level=DISTRICT) == "no district was called 'Kỳ Anh' on 2025-07-01"


def test_the_country_is_a_locality() -> None:
    assert resolve("cả nước", BEFORE) == resolve_for_document("Toàn quốc", None) == COUNTRY
    assert COUNTRY.key == "country"


def test_many_names_are_resolved_at_once() -> None:
    found = resolve_names(["Bắc Ninh", "Sao Hỏa", "Bắc Ninh"], AFTER)
    assert {name: key_of(place) for name, place in found.items()} == {"Bắc Ninh": "p34-24", "Sao Hỏa": None}


@pytest.mark.parametrize(
    ("name", "on", "key"),
    [
        ("Bắc Ninh", None, "p63-27"),
        ("Bắc Giang", AFTER, "p63-24"),  # a document may speak of a province that is no more
        ("Hà Tây", None, "p64-28"),
        ("Hà Nội", None, "p63-01"),
        ("Hà Nội", OF_64, "p64-01"),
        ("24", None, None),  # a code means nothing without a day
        ("24", AFTER, "p34-24"),
        ("Đông Nam Bộ", None, None),
    ],
)
def test_a_document_may_mean_a_province_of_another_time(name: str, on: date | None, key: str | None) -> None:
    assert key_of(resolve_for_document(name, on)) == key


@pytest.mark.parametrize(
    ("name", "level", "within", "key"),
    [
        ("Đại Từ", DISTRICT, "Thái Nguyên", "d63-171"),
        ("huyện Đại Từ", DISTRICT, "Thái Nguyên", "d63-171"),
        ("H. Đại Từ", DISTRICT, "Thái Nguyên", "d63-171"),
        ("dai tu", DISTRICT, "Thái Nguyên", "d63-171"),
        ("Đại Tự", DISTRICT, "Thái Nguyên", None),  # other diacritics, another place
        ("Đại Từ", DISTRICT, "Hà Giang", None),
        ("Bắc Ninh", DISTRICT, "Bắc Ninh", "d63-256"),  # the city
        ("Quang Bình", DISTRICT, "Hà Giang", "d63-035"),  # not the province Quảng Bình
        ("Quảng Bình", DISTRICT, "Hà Giang", None),
        ("Hoà Bình", DISTRICT, "Hòa Bình", "d63-148"),  # the tone on either vowel
        ("Kỳ Anh", DISTRICT, "Hà Tĩnh", None),  # two of that name
        ("thị xã Kỳ Anh", DISTRICT, "Hà Tĩnh", "d63-449"),
        ("171", DISTRICT, "Thái Nguyên", "d63-171"),
        ("Phường 9", COMMUNE, "Lâm Đồng", "c63-24778"),
        ("Phường 1", COMMUNE, "Quảng Trị", None),  # one in each of two towns
        ("Vĩnh Phúc", COMMUNE, "Hà Nội", "c63-00006"),
        ("4", COMMUNE, "Hà Nội", "c63-00004"),
    ],
)
def test_a_district_or_commune_is_found_in_its_province(
    name: str, level: str, within: str, key: str | None
) -> None:
    assert key_of(resolve(name, BEFORE, level=level, within=province(within))) == key
    if level == DISTRICT:
        assert resolve(name, AFTER, level=level) is None, "there are no districts any more"


def test_a_commune_code_needs_its_date() -> None:
    old, new = (resolve("00004", on, level=COMMUNE) for on in (BEFORE, AFTER))
    assert old is not None and new is not None
    assert (old.name, new.name) == ("Trúc Bạch", "Ba Đình")
    both = {place.code for place in localities(COMMUNE) if place.units == "63"}
    assert sum(place.code in both for place in localities(COMMUNE) if place.units == "34") == 3315


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2004, 1, 1), (64, 696, 10035)),  # districts and communes: the state of 2025
        (OF_64, (64, 696, 10035)),
        (OF_63, (63, 696, 10035)),
        (BEFORE, (63, 696, 10035)),
        (AFTER, (34, 0, 3321)),
    ],
)
def test_so_many_units_stood_on_a_day(on: date, counts: tuple[int, int, int]) -> None:
    levels = (PROVINCE, DISTRICT, COMMUNE)
    assert tuple(sum(place.stood_on(on) for place in localities(level)) for level in levels) == counts


@pytest.mark.skipif(not (SHARED / "data" / "admin").is_dir(), reason="the folder ../shared is not here")
def test_the_seeds_are_the_lists_they_come_from() -> None:
    same = {
        "districts_pre2025": "districts_63",
        "communes_pre2025": "communes_63",
        "communes_2025": "communes_34",
    }
    for file in ("provinces_63", "provinces_34", "province_mergers_2025", *same):
        source = SHARED / "data" / "admin" / f"{file}.csv"
        assert (SEEDS / f"{same.get(file, file)}.csv").read_bytes() == source.read_bytes()
    with (SHARED / "data" / "admin" / "unit_counts.csv").open(encoding="utf-8") as counts:
        for row in csv.DictReader(counts):
            on_days = [
                sum(place.stood_on(on) for place in localities(row["unit_level"])) for on in (BEFORE, AFTER)
            ]
            assert on_days == [int(row["pre_2025_07_01"]), int(row["post_2025_07_01"])]


def test_every_province_that_ended_has_a_successor() -> None:
    ended = [place for place in localities(PROVINCE) if place.valid_to]
    successors = [successor_of(place) for place in ended]
    assert None not in successors
    assert Counter(place.units for place in successors if place) == {"63": 2, "34": 63}
    assert len({place for place in successors if place and place.units == "34"}) == 34


def test_no_region_has_the_name_of_a_province() -> None:
    assert region_names().isdisjoint(names_of_provinces())


@given(st.text(max_size=12), st.sampled_from([place.name for place in localities(PROVINCE)]))
def test_any_letters_beside_a_name_give_a_locality_or_none(letters: str, name: str) -> None:
    for written in (letters + name, f"{name} {letters}", name + letters):
        found = resolve(written, BEFORE)
        assert found is None or found.level in (PROVINCE, "country")


@given(st.sampled_from(localities(PROVINCE)), st.data())
def test_a_name_may_lack_marks_but_have_no_other(place: Locality, data: st.DataObject) -> None:
    letters = unicodedata.normalize("NFD", place.name)
    kept = data.draw(st.lists(st.booleans(), min_size=len(letters), max_size=len(letters)))
    lacking = "".join(
        letter
        for letter, keep in zip(letters, kept, strict=True)
        if keep or not unicodedata.combining(letter)
    )
    on = place.valid_to or AFTER
    assert resolve(lacking, on) == resolve(place.name, on)
    tone = data.draw(
        st.sampled_from([mark for mark in "\u0300\u0301\u0303\u0309\u0323" if mark not in letters])
    )
    vowels = [at for at, letter in enumerate(letters) if letter.lower() in "aeiouy"]
    at = data.draw(st.sampled_from(vowels)) + 1
    assert resolve(letters[:at] + tone + letters[at:], on) is None
