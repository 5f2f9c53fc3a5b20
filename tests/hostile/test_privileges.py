"""Who may do what: containers, Airflow and Superset keep their doors shut; nothing is started here.

``tests/stack/test_rules.py`` checks each container's user, root, capabilities and volumes,
``tests/warehouse/test_locked.py`` what a query can reach; the tests of the services knock at the doors.
"""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.folders import REPOSITORY, Folders
from warehouse.embedded import environment

COMPOSE = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text("utf-8"))
SUPERSET = REPOSITORY / "warehouse/bi/superset_config.py"
OPENS_AIRFLOW = re.compile(r"ALL_ADMINS|AUTH_ROLE_PUBLIC|AUTH_BACKENDS|ANONYMOUS", re.IGNORECASE)


def settings_of(file: Path) -> dict[str, Any]:
    """Return the plain settings that a module assigns at its top."""
    told = {}
    for line in ast.parse(file.read_text("utf-8")).body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            try:
                told[line.targets[0].id] = ast.literal_eval(line.value)
            except ValueError:
                told[line.targets[0].id] = None
    return told


def test_superset_lets_only_accounts_in() -> None:
    told = settings_of(SUPERSET)
    assert told["AUTH_USER_REGISTRATION"] is False and told["PUBLIC_ROLE_LIKE"] is None
    assert told["WTF_CSRF_ENABLED"] and told["HTML_SANITIZATION"] and told["TALISMAN_ENABLED"]
    assert not any(told["FEATURE_FLAGS"].values()), "embedded or templated boards open other doors"
    assert not {"AUTH_ROLE_PUBLIC", "GUEST_ROLE_NAME", "SESSION_COOKIE_DOMAIN"} & told.keys()


@pytest.mark.parametrize("name", [name for name in COMPOSE["services"] if name.startswith("airflow")])
def test_airflow_in_containers_keeps_accounts_and_roles(name: str) -> None:
    told = COMPOSE["services"][name]["environment"]
    assert told["AIRFLOW__CORE__AUTH_MANAGER"].endswith("FabAuthManager")
    assert not [setting for setting in told if OPENS_AIRFLOW.search(setting)]


def test_airflow_without_containers_asks_for_a_password_on_this_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AIRFLOW__API__HOST", "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"):
        monkeypatch.delenv(name, raising=False)
    told = environment(Folders(tmp_path))
    assert told["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert not [
        setting for setting in told if setting.startswith("AIRFLOW__") and OPENS_AIRFLOW.search(setting)
    ]


def test_every_image_ends_as_a_user_of_its_own() -> None:
    text = (REPOSITORY / "warehouse/images/Dockerfile").read_text("utf-8")
    images = re.split(r"^FROM base AS ", text, flags=re.M)[1:]
    assert [re.findall(r"^USER (\S+)", image, re.M) for image in images] == [["thuocdo"]] * len(images)


def test_a_table_of_quotes_shows_html_as_text() -> None:
    charts = [
        yaml.safe_load(file.read_text("utf-8")) for file in (SUPERSET.parent / "assets/charts").iterdir()
    ]
    tables = [chart for chart in charts if chart["viz_type"] == "table"]
    assert tables and all(chart["params"]["allow_render_html"] is False for chart in tables)


def test_cards_put_words_into_their_templates_escaped() -> None:
    """Three braces, or an ampersand, would let a quote be HTML."""
    for file in (SUPERSET.parent / "assets/charts").iterdir():
        template = yaml.safe_load(file.read_text("utf-8"))["params"].get("handlebarsTemplate", "")
        assert "{{{" not in template and "{{&" not in template, file.name
