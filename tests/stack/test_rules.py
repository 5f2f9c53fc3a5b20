"""Rules of our own for docker-compose.yml and the images; nothing is started."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from ingest.folders import REPOSITORY
from tests.stack.compose import Compose, MissingSetting, Service, load, settings

IMAGES = REPOSITORY / "warehouse" / "images"
EXAMPLE = settings(REPOSITORY / ".env.example")
SECRETS = {name for name, value in EXAMPLE.items() if value == "change-me"}
SERVICES = {
    "postgres",
    "airflow-api-server",
    "airflow-scheduler",
    "airflow-dag-processor",
    "airflow-triggerer",
    "superset",
    "static",
}


def new_settings(folder: Path) -> dict[str, str]:
    file = folder / ".env"
    file.write_bytes(subprocess.run([IMAGES / "new_env.sh"], capture_output=True, check=True).stdout)
    return settings(file)


@pytest.fixture(scope="module")
def compose(tmp_path_factory: pytest.TempPathFactory) -> Compose:
    return load(new_settings(tmp_path_factory.mktemp("settings")))


def test_exactly_these_services_start(compose: Compose) -> None:
    started = {name for name, service in compose.services.items() if not service.profiles}
    assert {name for name in started if not compose.services[name].is_one_shot} == SERVICES
    assert started - SERVICES == {"secrets", "airflow-init", "superset-init"}
    celery = {name for name, service in compose.services.items() if service.profiles == ["celery"]}
    assert celery == {"redis", "airflow-worker"}


def test_every_service_is_confined(compose: Compose) -> None:
    for name, service in compose.services.items():
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service.user), f"{name} runs as {service.user}"
        assert service.read_only, name
        assert service.cap_drop == ["ALL"], name
        assert service.security_opt == ["no-new-privileges:true"], name
        assert service.logging.options.keys() == {"max-size", "max-file"}, name
        assert all(":size=" in place for place in service.tmpfs), f"{name} may fill the memory"


def test_every_lasting_service_is_watched_and_restarted(compose: Compose) -> None:
    for name, service in compose.services.items():
        assert service.restart == ("no" if service.is_one_shot else "unless-stopped"), name
        assert (service.healthcheck is None) == service.is_one_shot, name


def test_no_service_starts_before_the_secrets_were_looked_at(compose: Compose) -> None:
    def reaches(name: str) -> bool:
        return name == "secrets" or any(reaches(need) for need in compose.services[name].depends_on)

    assert all(reaches(name) for name in compose.services)
    for service in compose.services.values():
        for name, need in service.depends_on.items():
            wanted = "completed_successfully" if compose.services[name].is_one_shot else "healthy"
            assert need.condition == f"service_{wanted}"


def test_images_have_versions_and_own_ones_are_built(compose: Compose) -> None:
    dockerfile = (IMAGES / "Dockerfile").read_text("utf-8")
    for name, service in compose.services.items():
        base, _, tag = service.image.partition(":")
        assert re.search(r"\d", tag), f"{name} has no version: {service.image}"
        assert base.startswith("thuocdo/") == (service.build is not None), name
        if service.build:
            assert (REPOSITORY / service.build.dockerfile).samefile(IMAGES / "Dockerfile")
            assert f" AS {service.build.target}\n" in dockerfile
            assert base == f"thuocdo/{service.build.target}"
    assert re.findall(r"^FROM (?!base)(\S+)", dockerfile, re.M) == ["debian:bookworm-slim"]


def test_only_airflow_can_write_the_data(compose: Compose) -> None:
    for name, service in compose.services.items():
        for volume in service.volumes:
            source, inside, *mode = volume.split(":")
            assert source in compose.volumes or (mode == ["ro"] and source.startswith("./")), (
                f"{name}: {volume}"
            )
            if source == "data":
                assert inside == "/data"
                assert mode == ([] if name.startswith("airflow-") else ["ro"]), name


def test_only_the_front_doors_have_ports_on_this_machine_alone(compose: Compose) -> None:
    doors = {name: service.ports for name, service in compose.services.items() if service.ports}
    assert doors.keys() == {"airflow-api-server", "superset", "static"}
    assert all(port.startswith("127.0.0.1:") for ports in doors.values() for port in ports)


def test_no_secret_stands_in_the_file_and_none_has_a_default() -> None:
    text = (REPOSITORY / "docker-compose.yml").read_text("utf-8")
    for name in SECRETS:
        assert f"${{{name}:-" not in text
        with pytest.raises(MissingSetting, match=f"^{name} is missing; make .env writes it"):
            load(dict.fromkeys(SECRETS - {name}, "x"))
    for name, service in yaml.safe_load(text)["services"].items():
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|KEY|SECRET|TOKEN", key) and key != "SECRETS":
                assert str(value).startswith("${"), f"{name}: {key}"


def test_every_service_refuses_its_own_secrets(compose: Compose) -> None:
    assert set(compose.services["secrets"].environment["SECRETS"].split()) == SECRETS
    for name, service in compose.services.items():
        looked_at = service.environment.get("SECRETS", "").split()
        assert set(looked_at) <= service.environment.keys(), name
        if service.build and name != "static":
            assert looked_at, name


def refusal(service: Service, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run what looks at the secrets of this service, as its container would."""
    environment = {"PATH": os.environ["PATH"], **service.environment, **changed}
    command = [IMAGES / "entrypoint.sh", "echo", "started"]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("change-me", "is a placeholder"),
        ("CHANGE_ME_" * 5, "is a placeholder"),
        ("my-password-0123456789", "is a placeholder"),
        ("", "is empty"),
        ("hung7NamQuang", "is shorter than 20 characters"),
        ("ab" * 20, "repeats a few characters"),
        ("p@ss/w:rd 0123456789abcdef", "has other characters than"),
        ("$(touch x)`id`;'\"", "has other characters than"),
    ],
)
def test_bad_secrets_are_refused(compose: Compose, value: str, reason: str) -> None:
    done = refusal(compose.services["secrets"], SUPERSET_SECRET_KEY=value)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"SUPERSET_SECRET_KEY {reason}")


def test_each_bad_secret_is_named_and_good_ones_pass(compose: Compose) -> None:
    for name, service in compose.services.items():
        names = service.environment.get("SECRETS", "").split()
        refused = refusal(service, **dict.fromkeys(names, "change-me"))
        assert [line.split()[0] for line in refused.stderr.splitlines()] == names, name
        assert (refusal(service).returncode, refusal(service).stdout) == (0, "started\n"), name


def test_the_example_as_it_is_is_refused() -> None:
    assert refusal(load(EXAMPLE).services["secrets"]).returncode == 1


def test_every_setting_of_the_file_is_in_the_example() -> None:
    text = (REPOSITORY / "docker-compose.yml").read_text("utf-8")
    example = set(re.findall(r"^(?:# )?(\w+)=", (REPOSITORY / ".env.example").read_text("utf-8"), re.M))
    used = set(re.findall(r"\$\{(\w+)", text))
    assert used - example == {"THUOCDO_VERSION", "HTTPS_PROXY", "NO_PROXY"}
    assert example - used == {"COMPOSE_PROFILES"}


def test_secrets_are_new_each_time(tmp_path: Path) -> None:
    first, second = new_settings(tmp_path), new_settings(tmp_path)
    assert all(len(first[name]) == 44 for name in SECRETS)
    assert len({values[name] for values in (first, second) for name in SECRETS}) == 2 * len(SECRETS)


@pytest.mark.stack
def test_the_compose_client_reads_the_file_as_we_do(tmp_path: Path) -> None:
    client = shutil.which("docker-compose")
    if client is None:
        pytest.skip("no docker-compose; make setup-stack installs it")
    values = new_settings(tmp_path)
    command = [client, "--env-file", tmp_path / ".env", "--profile", "celery", "config"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    theirs = yaml.safe_load(done.stdout)["services"]
    ours = load(values).services
    assert theirs.keys() == ours.keys()
    for name, service in ours.items():
        escaped = {key: value.replace("$", "$$") for key, value in service.environment.items()}
        assert {key: str(value) for key, value in theirs[name].get("environment", {}).items()} == escaped
        told = [part.replace("$$", "$") for part in theirs[name].get("command", [])]
        assert told == service.command, name
        assert theirs[name]["user"] == service.user
