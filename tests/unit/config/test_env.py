"""Settings are read with their types, and a wrong one stops the start by name."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from bpm.config.broker import broker_options
from bpm.config.configuration import read_configuration
from bpm.config.databases import databases
from bpm.config.env import Environment, SettingError, parse_database_url
from bpm.identity.hashing import PasswordHasher


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("BPM_PORT", "eighty", "a whole number from 1 to 65535"),
        ("BPM_PORT", "0", "a whole number from 1 to 65535"),
        ("BPM_PORT", "65536", "a whole number from 1 to 65535"),
        ("BPM_PORT", "-1", "a whole number"),
        ("BPM_PORT", "²", "a whole number"),
        ("BPM_BASIC_AUTH", "maybe", "true or false"),
        ("BPM_HTTPS", "2", "true or false"),
        ("DATABASE_URL", "mysql://u:secret@h/d", "must begin with postgresql://"),
        ("CELERY_BROKER_URL", "http://somewhere", "must begin with redis://"),
        ("BPM_LOG_LEVEL", "loud", "one of debug, info, warning, error"),
        ("BPM_HTTP_ALLOWED_HOSTS", "a b", "holds 'a b'"),
        ("BPM_ALLOWED_HOSTS", "http://x", "names joined by commas"),
        ("BPM_WEB_WORKERS", "none", "a whole number"),
        ("BPM_SECRET_KEY", "secret", "must have at least 32 characters"),
        ("BPM_JOB_LEASE_SECONDS", "0", "a whole number from 3 to 3600"),
        ("BPM_DEMO", "perhaps", "true or false"),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(
    name: str, value: str, complaint: str
) -> None:
    with pytest.raises(SettingError, match=f"^The setting {name} ") as raised:
        read_configuration({name: value})

    assert complaint in str(raised.value)
    assert raised.value.name == name
    assert "secret" not in str(raised.value)


def test_without_settings_the_suite_is_a_demo_on_loopback() -> None:
    configuration = read_configuration({})

    assert (configuration.host, configuration.port) == ("127.0.0.1", 8000)
    assert configuration.is_embedded
    assert configuration.is_demo
    assert configuration.basic_auth
    assert configuration.allowed_hosts == ("127.0.0.1", "localhost", "[::1]")


def test_the_demo_is_left_out_where_it_is_not_wanted() -> None:
    assert read_configuration({}).demo
    kept = read_configuration({"BPM_DEMO": "0"})
    assert (kept.demo, kept.is_demo) == (False, True)


@pytest.mark.parametrize(
    "elsewhere",
    [{"DATABASE_URL": "postgresql://kontor@db/kontor"}, {"BPM_HOST": "192.0.2.1"}],
    ids=["a database of one's own", "reachable by others"],
)
def test_the_demo_is_for_ones_own_machine_only(elsewhere: dict[str, str]) -> None:
    assert not read_configuration(elsewhere).demo
    with pytest.raises(SettingError, match=r"^The setting BPM_DEMO is true, but"):
        read_configuration({**elsewhere, "BPM_DEMO": "1"})


@pytest.mark.parametrize(
    ("host", "address"), [("localhost", "127.0.0.1"), ("[::1]", "::1"), ("127.0.0.1", "127.0.0.1")]
)
def test_the_demo_calls_itself_under_an_address(host: str, address: str) -> None:
    configuration = read_configuration({"BPM_HOST": host, "BPM_PORT": "8123"})

    assert configuration.own_address == (address, 8123)


def test_an_empty_value_counts_as_not_set() -> None:
    assert read_configuration({"BPM_PORT": "", "DATABASE_URL": " "}) == read_configuration({})


def test_a_server_of_ones_own_has_no_demo_accounts_and_no_basic_authentication() -> None:
    configuration = read_configuration({"DATABASE_URL": "postgresql://kontor@db/kontor"})

    assert not configuration.is_demo
    assert not configuration.basic_auth


def test_an_address_others_can_reach_has_no_demo_accounts() -> None:
    assert not read_configuration({"BPM_HOST": "0.0.0.0"}).is_demo  # noqa: S104 the point of it


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("BPM_PROT", "does not exist: BPM_PORT may be meant."),
        ("BPM_WEB_WORKER", "does not exist: BPM_WEB_WORKERS may be meant."),
        ("BPM_DATABASE_URL", "does not exist: DATABASE_URL may be meant."),
        ("BPM_QQQQQQQQQ", "does not exist."),
    ],
)
def test_a_name_that_is_no_setting_is_refused_with_the_nearest(name: str, complaint: str) -> None:
    with pytest.raises(SettingError) as raised:
        read_configuration({name: "8001"})

    assert str(raised.value) == f"The setting {name} {complaint}"


def test_names_of_others_and_empty_values_are_left_alone() -> None:
    others = {"BPMN_HOME": "/opt", "PORT": "1", "BPM_PROT": " "}

    assert read_configuration(others) == read_configuration({})


def test_cheap_passwords_are_for_demo_accounts_only() -> None:
    cheap = {"BPM_PASSWORD_ROUNDS": "1"}
    reachable = {"BPM_HOST": "0.0.0.0"}  # noqa: S104 the point of it

    assert read_configuration(cheap).password_rounds == 1
    assert read_configuration(reachable).password_rounds == PBKDF2PasswordHasher.iterations
    with pytest.raises(SettingError, match=r"^The setting BPM_PASSWORD_ROUNDS must be at least"):
        read_configuration(cheap | reachable)


def test_a_password_is_hashed_with_the_rounds_of_the_settings() -> None:
    encoded = PasswordHasher().encode("Correct-horse-7", "salt")

    assert encoded.startswith(f"pbkdf2_sha256${settings.BPM_PASSWORD_ROUNDS}$")
    assert PasswordHasher().verify("Correct-horse-7", encoded)


def test_names_are_split_at_commas() -> None:
    configuration = read_configuration({"BPM_HTTP_ALLOWED_HOSTS": "127.0.0.1, ,intranet"})

    assert configuration.http_allowed_hosts == ("127.0.0.1", "intranet")


def test_a_path_is_made_absolute(tmp_path: Path) -> None:
    assert Environment({"X": f"{tmp_path}/a/.."}).path("X", Path("/b")) == tmp_path


def test_a_database_url_is_taken_apart() -> None:
    assert parse_database_url(
        "DATABASE_URL", "postgres://u:p%40ss@db:6432/name?sslmode=require"
    ) == {
        "NAME": "name",
        "USER": "u",
        "PASSWORD": "p@ss",
        "HOST": "db",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_url_may_name_a_socket() -> None:
    entry = parse_database_url("DATABASE_URL", "postgresql://u@/name?host=/run/postgresql")

    assert (entry["HOST"], entry["NAME"]) == ("/run/postgresql", "name")


@pytest.mark.parametrize("url", ["postgresql://h", "postgresql://h:port/d"])
def test_a_database_url_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match=r"^The setting DATABASE_URL "):
        parse_database_url("DATABASE_URL", url)


def test_a_redis_broker_is_tried_for_a_moment_and_gets_no_confirmations() -> None:
    options = broker_options("rediss://broker:6380/0")

    assert options["max_retries"] == 0
    assert options["ack_emulation"] is False
    assert broker_options("amqp://broker") == {"max_retries": 0}


def test_a_lost_server_is_given_up_unless_its_address_says_otherwise() -> None:
    address = "postgresql://kontor@db/kontor?keepalives_idle=600&sslmode=require"
    options = databases(read_configuration({"DATABASE_URL": address}))["default"]["OPTIONS"]

    assert isinstance(options, dict)
    assert (options["connect_timeout"], options["tcp_user_timeout"]) == (10, 35_000)
    assert (options["keepalives_idle"], options["sslmode"]) == ("600", "require")
