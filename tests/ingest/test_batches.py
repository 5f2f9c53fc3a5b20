"""Batches hold every source once, and never pull one host in parallel."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.batches import group_into_batches, host_of

HOSTS = st.integers(0, 200).map(lambda number: f"https://host{number}.vn/a")


@given(st.lists(st.one_of(HOSTS, st.just("samples/a.txt")), min_size=1, max_size=400), st.integers(1, 64))
def test_every_source_is_in_one_batch_and_every_host_too(addresses: list[str], most: int) -> None:
    sources = [{"source_id": f"s{number}", "address": address} for number, address in enumerate(addresses)]
    batches = group_into_batches(sources, most)
    assert len(batches) <= most
    assert len({batch["name"] for batch in batches}) == len(batches)
    placed = [source_id for batch in batches for source_id in batch["source_ids"]]
    assert sorted(placed) == sorted(source["source_id"] for source in sources)
    batch_of = {source_id: batch["name"] for batch in batches for source_id in batch["source_ids"]}
    homes: dict[str, set[str]] = {}
    for source in sources:
        homes.setdefault(host_of(source["address"]), set()).add(batch_of[source["source_id"]])
    assert all(len(names) == 1 for names in homes.values())


def test_the_name_tells_host_and_number() -> None:
    addresses = ["https://a.vn/1", "samples/x.txt", "https://a.vn/2"]
    sources = [{"source_id": str(number), "address": address} for number, address in enumerate(addresses)]
    assert [batch["name"] for batch in group_into_batches(sources)] == ["a.vn 1", "local 2"]
