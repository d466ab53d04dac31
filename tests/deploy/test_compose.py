import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.config import SERVICES, read_settings

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / "deploy" / "config" / "example.env"
PROCESSES = (*SERVICES, "gateway")
STEPS = ("migrate", "topology")
ENGINES = ("postgres", "rabbitmq")
SECRETS = ("LINLI_ENCRYPTION_KEYS", "LINLI_HASH_KEY", "LINLI_OPERATOR_SECRET", "LINLI_SIGNING_KEYS")


@pytest.fixture(scope="module")
def containers() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return services


def explained() -> dict[str, str]:
    """The variables of the example, those that are commented out included."""
    return dict(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))


def interpolations() -> Iterator[tuple[str, str]]:
    """Each `${NAME…}` of the compose file with what follows the name, `:?reason` or `:-default`."""
    yield from re.findall(r"\$\{([A-Z_]+)([^}]*)\}", COMPOSE.read_text())


def test_each_service_of_the_tree_has_a_container() -> None:
    in_the_tree = {path.parent.name for path in ROOT.glob("services/*/service.py")}

    assert in_the_tree <= set(SERVICES)


def test_there_are_no_other_containers(containers: dict[str, Any]) -> None:
    assert set(containers) == {*PROCESSES, *STEPS, *ENGINES}


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_runs_what_its_container_is_called(containers: dict[str, Any], name: str) -> None:
    assert containers[name]["command"] == ["up", name]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_asked_for_its_own_health(containers: dict[str, Any], name: str) -> None:
    assert containers[name]["healthcheck"]["test"] == ["CMD", "linli", "doctor", "--service", name]


def test_the_gateway_is_healthy_when_it_says_that_it_is_ready(containers: dict[str, Any]) -> None:
    gateway = containers["gateway"]
    port = gateway["environment"]["LINLI_HTTP_ADDRESS"].rpartition(":")[2]

    assert f"http://127.0.0.1:{port}/readyz" in gateway["healthcheck"]["test"][-1]
    assert gateway["ports"] == [f"${{LINLI_HTTP_ADDRESS:-127.0.0.1:8000}}:{port}"]


@pytest.mark.parametrize("name", [*PROCESSES, *ENGINES])
def test_what_runs_for_good_is_watched_and_restarted(containers: dict[str, Any], name: str) -> None:
    container = containers[name]

    assert container["restart"] == "unless-stopped"
    assert container["healthcheck"].keys() >= {"test", "interval", "timeout", "retries", "start_period"}


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_waits_for_its_tables_and_queues(containers: dict[str, Any], name: str) -> None:
    waits = {other: wait["condition"] for other, wait in containers[name]["depends_on"].items()}

    assert waits == dict.fromkeys(ENGINES, "service_healthy") | dict.fromkeys(STEPS, "service_completed_successfully")


@pytest.mark.parametrize("name", STEPS)
def test_a_step_waits_for_the_engines_and_is_tried_again(containers: dict[str, Any], name: str) -> None:
    step = containers[name]

    assert step["command"] == [name]
    assert step["restart"] == "on-failure"
    assert step["depends_on"] == {name: {"condition": "service_healthy"} for name in ENGINES}


@pytest.mark.parametrize("name", [*PROCESSES, *STEPS])
def test_our_processes_can_write_nothing_and_gain_nothing(containers: dict[str, Any], name: str) -> None:
    container = containers[name]

    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert "cap_add" not in container
    assert container["security_opt"] == ["no-new-privileges:true"]


def test_only_what_talks_to_the_outside_can_reach_it(containers: dict[str, Any]) -> None:
    networks = yaml.safe_load(COMPOSE.read_text())["networks"]
    outward = {name for name, container in containers.items() if "outside" in container["networks"]}

    assert networks["inside"] == {"internal": True}
    assert outward == {"gateway", "notifications"}


def test_only_the_gateway_is_published(containers: dict[str, Any]) -> None:
    assert [name for name, container in containers.items() if "ports" in container] == ["gateway"]


def test_the_engines_keep_their_data(containers: dict[str, Any]) -> None:
    volumes = yaml.safe_load(COMPOSE.read_text())["volumes"]
    kept = {volume.partition(":")[0] for name in ENGINES for volume in containers[name]["volumes"]}

    assert set(volumes) <= kept


def test_mounted_files_are_in_the_tree(containers: dict[str, Any]) -> None:
    mounts = [volume for container in containers.values() for volume in container.get("volumes", [])]
    files = [ROOT / mount.partition(":")[0] for mount in mounts if mount.startswith("./")]

    assert files
    assert [path for path in files if not path.is_file()] == []


def test_each_variable_of_the_compose_file_is_explained_in_the_example() -> None:
    assert {name for name, _ in interpolations()} <= explained().keys()


def test_each_setting_that_the_program_reads_is_explained_in_the_example() -> None:
    class Recorder(dict[str, str]):
        asked: set[str] = set()  # noqa: RUF012 (one recorder, in this test)

        def get(self, key: str, default: Any = None) -> Any:
            self.asked.add(key)
            return default

    read_settings(Recorder())

    assert Recorder.asked
    assert Recorder.asked <= explained().keys()


def test_each_setting_of_the_example_reaches_the_processes(containers: dict[str, Any]) -> None:
    told = {name for name in explained() if name.startswith("LINLI_")} - {"LINLI_VERSION"}

    assert told <= containers["membership"]["environment"].keys()


def test_the_example_holds_no_secret_and_compose_has_no_default_for_one() -> None:
    secret = {*SECRETS, "POSTGRES_PASSWORD", "RABBITMQ_DEFAULT_PASS"}
    weak = [name for name, rest in interpolations() if name in secret and not rest.startswith(":?")]

    assert {name: explained()[name] for name in secret - {"LINLI_SIGNING_KEYS"}} == dict.fromkeys(
        secret - {"LINLI_SIGNING_KEYS"}, ""
    )
    assert weak == []


def test_the_image_holds_no_settings_of_this_machine() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()

    assert "*" in lines
    assert lines.index("deploy/config/*") < lines.index("!deploy/config/example.env")


def test_the_image_ends_without_root() -> None:
    last_stage = (ROOT / "deploy" / "Dockerfile").read_text().rpartition("\nFROM ")[2]

    assert re.findall(r"^USER (.+)$", last_stage, re.MULTILINE) == ["linli"]
    assert "pip install" not in last_stage
