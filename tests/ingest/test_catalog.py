"""The catalogue: what is valid, and what the errors say."""

import csv
import itertools
import json
from pathlib import Path

import pytest

from ingest.catalog import CatalogueError, load_catalogue
from ingest.folders import DEFAULT_CATALOG
from tests.conftest import SHARED, plan_source, write_catalogue

PUBLIC = DEFAULT_CATALOG.parent / "public.yml"

BOMB = list(itertools.pairwise("abcdefgh"))
HEAD = "version: 1\nname: test\nsources:\n"
PLAN = "  - id: plan\n    kind: plan_text\n    publisher: p\n    title: t\n    licence: l\n"
EXPORT = PLAN.replace("plan_text", "indicator_export") + "    path: x.csv\n"
MAPPING = "    mapping:\n      locality: Tỉnh\n      year: Năm\n      values:\n"


def problems_of(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "c.yml"
    file.write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as error:
        load_catalogue(file)
    return [problem.removeprefix(str(file)) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources: [", ":2: not valid YAML"),
        ("- a\n", ":1: not a catalogue"),
        ("[" * 100_000, ":1: nests over 50 deep"),
        ("a: &a [*a]\n", ":1: `*a` stands inside itself; write out what it means."),
        (
            "a: &a [x, y]\n" + "".join(f"{n}: &{n} [{', '.join([f'*{m}'] * 9)}]\n" for m, n in BOMB),
            "unfolds to over",
        ),
        (HEAD + PLAN + '    path: "a\\u202Eb"\n', ":9: holds the unseen character U+202E; take it out"),
        (HEAD + PLAN + '    path: "\\e[2J"\n', ":9: holds the unseen character U+001B; take it out"),
        ("version: 1\nname: x\n", ":1: `sources` must list at least one source"),
        ("version: 2\n" + HEAD[11:] + PLAN + "    path: a\n", ":1: `version` must be 1"),
        (
            HEAD + PLAN + "    path: a\n    titel: b\n",
            ":10: source plan, field `titel`: is not a known field; did",
        ),
        (HEAD + PLAN, ":4: source plan, field `source`: give either `url:` or `path:`"),
        (HEAD + PLAN + "    path: a\n    url: http://b.vn\n", "give either `url:` or `path:`, exactly one"),
        (HEAD + PLAN + "    url: ftp://b.vn\n", ":9: source plan, field `url`: write a whole address"),
        (HEAD + PLAN + "    url: http://b.vn:99999\n", "field `url`: Port out of range"),
        ("allow_private_addresses: maybe\n" + HEAD, "must be true or false"),
        ("allow_private: true\n" + HEAD, ":1: unknown field `allow_private`; a catalogue has version, name,"),
        (HEAD + PLAN.replace("plan_text", "plan"), ":5: source plan, field `kind`"),
        (HEAD + PLAN.replace("id: plan", "id: Kế hoạch"), ":4: source Kế hoạch, field `id`"),
        (
            HEAD + PLAN + "    path: a\n    locality: Hà Nộ\n",
            ":10: source plan, field `locality`: no province",
        ),
        (
            HEAD + PLAN + "    path: a\n    document_date: 21/9/2021\n",
            "is not a date; write it as 2021-09-21",
        ),
        (HEAD + PLAN + "    path: a\n    title: again\n", ":10: `title` stands twice"),
        (HEAD + (PLAN + "    path: a\n") * 2, ":10: id `plan` is taken by line 4"),
        (
            HEAD + PLAN + "    path: a\n    authority: press\n",
            "field `authority`: 'press' is not known;",
        ),
        (
            HEAD + PLAN + "    path: a\n    index: pcii\n",
            "field `index`: 'pcii' is not known; write one of par_index,",
        ),
        (
            HEAD + PLAN + "    path: a\n    relations: [{kind: repeats, document: 3028/QĐ-UBND}]\n",
            ":10: source plan, field `relations.0.kind`: Input should be 'reports', 'implements', 'amends'",
        ),
        (
            HEAD
            + (PLAN + "    path: a\n").replace("plan\n", "news\n", 1)
            + PLAN
            + "    path: a\n    relations:\n"
            "      - {kind: implements, document: 76/NQ-CP}\n      - {kind: replaces, document: newz}\n",
            ":18: source plan, field `relations`: no source is called `newz`; did you mean `news`?",
        ),
        (
            HEAD + PLAN + "    path: a\n    relations: [{kind: reports, document: plan}]\n",
            ":10: source plan, field `relations`: `plan` is the source itself; name the other document.",
        ),
        (HEAD + EXPORT, "an indicator_export needs `mapping:`"),
        (
            HEAD + EXPORT + MAPPING + "        - {column: a, indicator: pci_scor, unit: score}\n",
            "did you mean 'pci_score'?",
        ),
        (
            HEAD + EXPORT + MAPPING + "        - {column: a, indicator: pci_score, unit: points}\n",
            ":14: source plan",
        ),
    ],
)
def test_an_error_names_line_field_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    assert any(said in problem for problem in problems_of(tmp_path, text)), problems_of(tmp_path, text)


def test_all_errors_are_reported_at_once(tmp_path: Path) -> None:
    text = HEAD + "  - id: a\n    kind: plan_text\n  - id: b\n    kind: plan_text\n"
    assert len(problems_of(tmp_path, text)) == 6  # three missing fields each


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue(tmp_path / "nowhere.yml")


def test_the_shipped_catalogue_is_valid_and_its_files_are_there() -> None:
    catalogue = load_catalogue(DEFAULT_CATALOG)
    for source in catalogue.sources:
        assert (DEFAULT_CATALOG.parent / source.path).is_file(), source.id


def test_only_what_a_reading_depends_on_changes_its_context_key(tmp_path: Path) -> None:
    def key(**fields: str) -> str:
        return (
            load_catalogue(write_catalogue(tmp_path, plan_source("p", path="a", **fields)))
            .sources[0]
            .context_key()
        )

    assert key() == key(title="another title") == key(cites="elsewhere")
    assert len({key(), key(locality="Bắc Ninh"), key(document_date="2021-09-21")}) == 3


def test_the_public_catalogue_is_valid_and_declares_only_the_web() -> None:
    catalogue = load_catalogue(PUBLIC)
    assert all(source.url and not source.path for source in catalogue.sources)
    assert all(entry.missing for entry in catalogue.to_complete)
    (portal,) = [entry for entry in catalogue.to_complete if entry.id == "dvc_766"]
    assert portal.method == "POST"
    assert json.loads(str(portal.parameters["params"]))["service"] == "report_tinh_766_service"


def test_the_lists_of_the_public_catalogue_take_articles_and_no_other_lists() -> None:
    (found,) = [source for source in load_catalogue(PUBLIC).sources if source.kind == "listing"]
    assert found.listing is not None
    assert found.listing.takes("https://baophapluat.vn/a-b-c-post528668.html")
    assert not found.listing.takes(found.url)


def test_the_public_catalogue_names_every_known_address() -> None:
    file = SHARED / "data" / "public_sources.csv"
    if not file.exists():
        pytest.skip("the list of public sources (../shared/data/public_sources.csv) is not here")
    catalogue = load_catalogue(PUBLIC)
    named = {entry.url for entry in (*catalogue.sources, *catalogue.to_complete)}
    with file.open(encoding="utf-8", newline="") as rows:
        known = {row["url"] for row in csv.DictReader(rows)}
    assert {url for url in known if not any(name.startswith(url) for name in named)} == set()


LISTING = PLAN.replace("plan_text", "listing") + "    url: http://a.vn/\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LISTING, "`listing:` (links, depth, most) belongs to a source of kind listing"),
        (
            PLAN + "    url: http://a.vn/\n    listing: {links: a}\n",
            "`listing:` (links, depth, most) belongs",
        ),
        (
            LISTING + "    listing: {depth: 2}\n",
            "give either `links:` (such as /van-ban/*.html) or `links_regex:`",
        ),
        (LISTING + "    listing: {links_regex: '('}\n", "'(' is no regular expression"),
        (LISTING + "    listing: {links: a, link: b}\n", "is not a known field; did you mean `links`?"),
        (LISTING + "    listing: {links: a, depth: 100}\n", "field `listing.depth`"),
        (LISTING + "    listing: {links: a, hosts: ['http://b.vn']}\n", "'http://b.vn' is no host"),
        (
            LISTING + "    listing: {links: a}\n    document_date: 2021-09-21\n",
            "no document_number, document_date or relations",
        ),
        (LISTING + "    listing: {links: a, found: indicator_export}\n", "needs `mapping:`"),
        (PLAN + "    path: a\nto_complete: {a: b}\n", "`to_complete` must be a list"),
        (
            PLAN + "    path: a\nto_complete:\n" + PLAN + "    url: http://a.vn\n",
            "id `plan` is taken by line 4",
        ),
        (
            PLAN + "    path: a\nto_complete:\n" + PLAN.replace("plan\n", "x\n", 1),
            "`missing`: is missing; add",
        ),
    ],
)
def test_a_mistake_in_a_listing_or_in_what_is_to_complete_is_named(
    tmp_path: Path, text: str, said: str
) -> None:
    problems = problems_of(tmp_path, HEAD + text)
    assert any(said in problem for problem in problems), problems
