"""Measure the speeds that README and benchmarks/README.md state: ``make bench``.

The best of several rounds counts, because other work on the machine only ever adds to a time.
"""

import os
import platform

import click

from benchmarks.documents import plan_files, sample_files, text_of
from benchmarks.hard_texts import print_growth
from benchmarks.load import print_loads
from benchmarks.nights import print_extracts, print_nights, print_own_code
from benchmarks.peers import print_speeds
from benchmarks.scale import print_scale
from ingest.measures import reader


@click.command()
@click.option("--nights/--no-nights", default=True, help="Measure whole nightly runs too (two minutes).")
def main(nights: bool) -> None:
    """Print the speeds, topic by topic."""
    compiled = "not compiled" if str(reader.__file__).endswith(".py") else "compiled"
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, reader {compiled}"
    )
    print_speeds("samples, dense in measures", [text_of(file) for file in sample_files()])
    if plan_files():
        print_speeds("whole plans and reports", [text_of(file) for file in plan_files()])
    print_growth()
    print_scale()
    print_loads()
    print_extracts()
    if nights:
        print_nights()
        print_own_code()


if __name__ == "__main__":
    main()
