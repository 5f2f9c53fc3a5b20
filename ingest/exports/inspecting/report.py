"""Reports: what an inspection saw, for the person who asks."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from ingest.exports.inspecting.inspection import Inspection, Seen
from ingest.exports.inspecting.proposal import Proposal
from ingest.exports.inspecting.tables import Column
from ingest.invisible import shown

_EXAMPLES, _NAMES = 3, 10
_LONGEST = 40


def print_report(inspection: Inspection, console: Console) -> None:
    """Print the tables of the file, the columns of the one that is proposed, and what its trial gave."""
    console.print(_tables(inspection))
    for one in inspection.seen:
        for notice in one.grid.notices:
            console.print(f"{_name(one)} {notice}.", highlight=False, markup=False)
    if inspection.proposal is None:
        console.print(f"Nothing to propose: the file {inspection.why_none}.", highlight=False, markup=False)
        return
    if inspection.proposal.layout != "profile":
        console.print(_columns(inspection.proposal))
    for line in (*_found(inspection.proposal), *_outcome(inspection)):
        console.print(line, highlight=False, markup=False)


def _tables(inspection: Inspection) -> RichTable:
    table = RichTable(
        "Table", "Format", "Rows", "Columns", "Hidden", "Seen as", title=Text(shown(inspection.file.name))
    )
    layouts = {
        "rows": "a row per locality",
        "pairs": "pairs of columns, each sorted by itself",
        "profile": "one locality, years across",
        "across": "localities across (not read)",
        "below": "districts or communes (not read)",
        "none": "no localities",
    }
    for one in inspection.seen:
        hidden = [
            "the sheet" if one.grid.is_hidden else "",
            f"{len(one.grid.hidden_rows)} rows" if one.grid.hidden_rows else "",
            f"{len(one.grid.hidden_columns)} columns" if one.grid.hidden_columns else "",
        ]
        table.add_row(
            Text(shown(_name(one))),
            one.grid.format,
            f"{one.rows:,}" + (" and more" if one.table and one.table.is_cut else ""),
            str(one.grid.width),
            ", ".join(filter(None, hidden)),
            "localities across: turned"
            if one.is_turned
            else "a list that goes on beside itself"
            if one.is_continued
            else layouts[one.roles.layout]
            if one.roles
            else "no figures",
        )
    return table


def _name(one: Seen) -> str:
    return one.grid.name or "(the file)"


def _columns(proposal: Proposal) -> RichTable:
    table = RichTable("Column", "Heading", "What it is", "Cells", "For example", "Indicator")
    for column in proposal.table.columns:
        said = proposal.roles.said.get(column.place, "")
        if said == "empty":
            continue
        table.add_row(
            str(column.place + 1),
            Text(shown(_short(column.heading))),
            said,
            _counted(column),
            Text(shown(_short(", ".join(list(dict.fromkeys(filter(None, column.cells)))[:_EXAMPLES])))),
            _indicator(proposal, column),
        )
    return table


def _counted(column: Column) -> str:
    seen = column.seen
    said = [f"{seen.filled} filled"]
    if column.localities:
        said.append(f"{column.localities} localities")
    elif seen.numbers:
        said.append(f"{seen.numbers} numbers")
        said += ["decimal comma"] if seen.only_comma and not seen.only_point else []
        said += ["both decimal marks"] if seen.only_comma and seen.only_point else []
        said += [f"{seen.ranks} ranks"] if seen.ranks else []
        said += [f"{seen.zeros} zeros"] if seen.zeros else []
    return ", ".join(said)


def _indicator(proposal: Proposal, column: Column) -> str:
    for wanted in proposal.values:
        if wanted.column in (*column.stack, column.heading):
            return wanted.indicator if not wanted.why_left_out else f"left out: {wanted.why_left_out}"
    return ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _found(proposal: Proposal) -> Iterator[str]:
    year = "not found" if proposal.year.value is None else proposal.year.because
    yield f"Year: {year}."
    if proposal.index:
        yield f"Index: {proposal.index}."
    if proposal.boundaries.because:
        yield f"Boundaries: {proposal.boundaries.because}."
    for name, why in list(proposal.boundaries.unknown.items())[:_NAMES]:
        yield f"Not a locality: {name!r}: {why}."
    more = len(proposal.boundaries.unknown) - _NAMES
    if more > 0:
        yield f"... and {more} names more."
    for wanted in proposal.chosen:
        if wanted.zero_is_missing:
            yield f"Column {wanted.column!r}: 0 is far from every other figure and is taken for missing."


def _outcome(inspection: Inspection) -> Iterator[str]:
    proposal, trial = inspection.proposal, inspection.trial
    assert proposal is not None
    left_out = [wanted.column for wanted in proposal.values if wanted.why_left_out]
    if left_out:
        yield f"Left out, as comments in the entry: {', '.join(map(repr, left_out))}."
    if not proposal.table.heading_rows:
        yield "The table has no row of headings; put one above it, by which the mapping can name its columns."
    if inspection.loses_pairs:
        yield "Several lists stand side by side under the same headings; put them below each other."
    if proposal.to_fill_in:
        yield f"To fill in before the entry can be used: {', '.join(proposal.to_fill_in)}."
    if trial is None:
        yield f"Not tried: {inspection.why_untried}."
        return
    localities = trial.outcome.held.localities
    first, last = min(localities, default=0), max(localities, default=0)
    years = f"{first} to {last}" if first < last else str(first) if first else "no year"
    counts = sorted(set(localities.values()))
    many = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}" if counts else "0"
    yield (
        f"Read with this mapping: {trial.good:,} figures of {many} localities, {years}; "
        f"{trial.outcome.problems:,} kept apart; {len(trial.outcome.violations)} breaches of the contract."
    )
    for problem, count in trial.problems:
        yield f"Kept apart ({count}): {problem}."
    for violation in trial.outcome.violations:
        yield f"Breach: {violation}."
    for notice in trial.outcome.notices:
        yield f"Notice: {notice}."
    missed = [
        one.grid.name
        for one in inspection.seen
        if one.roles and one.roles.layout == proposal.layout and one.grid.name not in trial.sheets
    ]
    if missed:
        yield f"Other tables, not read by this entry (look at one with --sheet): {', '.join(missed)}."
