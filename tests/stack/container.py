"""Make one container around this process and become its command: ``container.py ORDER`` (JSON).

Starts inside new namespaces for mounts, processes and the name of the host. The root is this machine's,
below a layer that keeps nothing; after the mounts it is read-only.
"""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

INSIDE = "/opt/thuocdo"
REPOSITORY = Path(__file__).resolve().parent.parent.parent


def mount(*told: str) -> None:
    subprocess.run(["mount", *told], check=True)


def bind(outside: str, inside: Path, mode: str = "rw") -> None:
    """Show ``outside`` at ``inside``, a path in the new root."""
    if Path(outside).is_dir():
        inside.mkdir(parents=True, exist_ok=True)
    else:
        inside.parent.mkdir(parents=True, exist_ok=True)
        inside.touch()
    mount("--bind", outside, str(inside))
    if mode == "ro":
        mount("-o", "remount,bind,ro", str(inside))


def make_root(layers: Path) -> Path:
    """Lay an empty layer over this machine's root and return where; ``layers`` is an empty folder."""
    mount("--make-rprivate", "/")
    mount("-t", "tmpfs", "tmpfs", str(layers))
    for name in ("upper", "work", "root"):
        (layers / name).mkdir()
    root = layers / "root"
    told = f"lowerdir=/,upperdir={layers / 'upper'},workdir={layers / 'work'}"
    mount("-t", "overlay", "overlay", "-o", told, str(root))
    return root


def fill(root: Path, order: dict[str, Any]) -> None:
    """Mount what the service may see, then take away the right to write to the rest."""
    mount("-t", "proc", "proc", str(root / "proc"))
    mount("--rbind", "/dev", str(root / "dev"))
    places = dict(told.split(":", 1) for told in ["/tmp:size=64m", *order["tmpfs"]])
    for place, options in places.items():
        within = ["chroot", str(root)]  # /var/run is a link, which means another place out here
        subprocess.run([*within, "mkdir", "-p", place], check=True)
        subprocess.run(
            [*within, "mount", "-t", "tmpfs", "-o", f"mode=1777,{options}", "tmpfs", place], check=True
        )
    bind(str(REPOSITORY), root / INSIDE[1:], "ro")
    if (REPOSITORY / ".env").exists():
        mount("--bind", "/dev/null", str(root / INSIDE[1:] / ".env"))  # no image has it
    for outside, inside, mode in order["volumes"]:
        bind(outside, root / inside[1:], mode)
    for place in order["visible"]:
        open_the_way(root, Path(place))
        bind(place, root / place[1:], "ro")
    names = "".join(f"127.0.0.1 {name}\n" for name in ["localhost", *order["names"]])
    (root / "etc/hosts").write_text(names, "utf-8")
    with (root / "etc/passwd").open("a", encoding="utf-8") as users:
        users.write("thuocdo:x:{}::/tmp:/usr/sbin/nologin\n".format(order["user"]))
    mount("-o", "remount,bind,ro", str(root))


def open_the_way(root: Path, place: Path) -> None:
    """Let everyone pass through the folders above ``place``; in the layer, not on this machine."""
    for parent in reversed(place.parents):
        inside = root / str(parent)[1:]
        if inside.exists():
            inside.chmod(inside.stat().st_mode | 0o011)


def main() -> None:
    order = json.loads(sys.argv[1])
    socket.sethostname(order["name"])
    os.setsid()  # Airflow signals its process group; it must hold the container alone, not the tests too
    root = make_root(Path(order["layers"]))
    fill(root, order)
    os.chroot(root)
    os.chdir(INSIDE)
    user, _, group = order["user"].partition(":")
    for stream in (1, 2):
        os.fchown(stream, int(user), int(group))  # as the engine does, so that /dev/stdout can be opened
    drop = [
        "setpriv",
        f"--reuid={user}",
        f"--regid={group}",
        "--clear-groups",
        "--no-new-privs",
        "--bounding-set=-all",
    ]
    os.execvp("setpriv", [*drop, "--inh-caps=-all", "--", *order["command"]])


if __name__ == "__main__":
    main()
