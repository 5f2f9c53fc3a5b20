"""The reader of measures, compiled: the same modules as machine code, for whoever wants them a third faster.

``make compile`` makes them with mypyc from the modules as they stand; Python finds them as long as these stay
as they are. Without them, and after any change, the modules themselves run: they say what is right.
"""

import importlib.machinery
import importlib.util
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import click

from ingest.folders import REPOSITORY, Folders
from ingest.version import hash_of

_MODULES = REPOSITORY / "ingest" / "measures"
_STAY = ("__init__.py", "words.py")  # what looks for modules and files beside itself
_SUFFIX = importlib.machinery.EXTENSION_SUFFIXES[0]  # names the version of Python and the kind of machine
_LIBRARY = f"*__mypyc{_SUFFIX}"  # what the compiled modules have in common


def compiled_folder(folders: Folders) -> Path:
    """Return where the modules as they now stand lie compiled, if they do."""
    return folders.compiled / hash_of([*_MODULES.glob("*.py"), REPOSITORY / "ingest" / "records.py"])


def import_path(folders: Folders) -> list[str]:
    """Return where Python should look for the modules first: nowhere unless they are compiled."""
    if not folders.compiled.is_dir():
        return []
    folder = compiled_folder(folders)
    libraries = list(folder.glob(_LIBRARY))
    for library in libraries:
        _load(library)
    return [str(folder)] if libraries else []


def _load(library: Path) -> None:
    """Import a library that lies in no package and on no path."""
    specification = importlib.util.spec_from_file_location(library.name.removesuffix(_SUFFIX), library)
    if specification is None or specification.loader is None:
        raise ImportError(f"{library} cannot be imported; delete {library.parent}, then run make compile.")
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)


def compile_modules(folders: Folders) -> Path:
    """Compile the modules as they now stand and return the folder; it appears whole or not at all."""
    if said := missing_tool():
        raise click.ClickException(said)
    folder = compiled_folder(folders)
    folders.compiled.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folders.compiled, prefix=".making-") as name:
        work = Path(name)
        shutil.copytree(REPOSITORY / "ingest", work / "ingest", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(REPOSITORY / "pyproject.toml", work)
        modules = [
            str(Path("ingest", "measures", file.name))
            for file in sorted(_MODULES.glob("*.py"))
            if file.name not in _STAY
        ]
        done = subprocess.run(
            [sys.executable, "-m", "mypyc", *modules], cwd=work, capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            raise click.ClickException(f"mypyc did not compile the reader; it goes on uncompiled.\n{said}")
        (work / "made").mkdir()
        for file in [*work.glob(f"*{_SUFFIX}"), *(work / "ingest" / "measures").glob(f"*{_SUFFIX}")]:
            file.rename(work / "made" / file.name)
        shutil.rmtree(folder, ignore_errors=True)
        (work / "made").rename(folder)
    return folder


def missing_tool() -> str:
    """Return what compiling lacks here and how to get it, as a sentence; empty when nothing is missing."""
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    headers = Path(sysconfig.get_path("include"), "Python.h")
    if not shutil.which(compiler):
        lacks, remedy = f"no C compiler ({compiler})", "one (Debian, Ubuntu: apt-get install gcc)"
    elif not headers.exists():
        lacks, remedy = f"no {headers}", "Python's headers (Debian, Ubuntu: apt-get install python3-dev)"
    else:
        return ""
    return f"there is {lacks}: the reader goes on uncompiled, a third slower; install {remedy} to compile it."


@click.command()
def main() -> None:
    """Compile the reader of measures as it now stands."""
    folders = Folders.from_environment()
    if import_path(folders):
        click.echo(f"The reader as it stands is compiled already, in {compiled_folder(folders)}.")
        return
    click.echo("Compiling the reader (two minutes) ...")
    click.echo(
        f"Compiled into {compile_modules(folders)}; it is used as long as its modules stay as they are."
    )


if __name__ == "__main__":
    main()
