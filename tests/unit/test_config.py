"""Settings: where they come from, which one wins, and what is wrong with them in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot import config
from bot.errors import ConfigError


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_defaults_are_those_of_the_reference() -> None:
    settings = config.load()

    assert (settings.host, settings.port, settings.mode) == ("127.0.0.1", 8080, "plain")
    assert settings.database == "sqlite:///data/bot.db"
    assert settings.secret_values() == ()


def test_environment_wins_over_file_over_dotenv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text("fromfile\n")
    (tmp_path / ".env").write_text("BOT_WECHAT_TOKEN=fromdotenv\nBOT_PORT=1\n")
    plain = config.load()
    monkeypatch.setenv("BOT_WECHAT_TOKEN_FILE", str(tmp_path / "token"))
    filed = config.load()
    monkeypatch.setenv("BOT_WECHAT_TOKEN", "fromenv")

    assert (plain.wechat_token, plain.port) == ("fromdotenv", 1)
    assert filed.wechat_token == "fromfile"
    assert config.load().wechat_token == "fromenv"


def test_empty_variables_are_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOT_PORT", "BOT_DATA_DIR", "BOT_WECHAT_AES_KEY", "BOT_LOG_FORMAT"):
        monkeypatch.setenv(name, "")

    settings = config.load()

    assert (settings.port, settings.data_dir, settings.mode) == (8080, Path("data"), "plain")


def test_all_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PORT", "x")
    monkeypatch.setenv("BOT_SECRET_KEY", "short")
    with pytest.raises(ConfigError) as raised:
        config.load()

    assert [line.split(":")[0] for line in raised.value.data["faults"]] == [  # type: ignore[attr-defined]
        "BOT_PORT",
        "BOT_SECRET_KEY",
    ]
    assert "short" not in str(raised.value).replace("BOT_SECRET_KEY", "")


def test_password_of_the_database_is_a_secret_and_its_path_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", "postgresql://bot:p%40ssword@db/x")
    assert config.load().secret_values() == ("p%40ssword", "p@ssword")

    monkeypatch.setenv("BOT_DATABASE_URL", "sqlite:///data/x.db")
    assert config.load().secret_values() == ()


def test_secrets_are_known_even_if_the_settings_are_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOT_PORT", "x")
    monkeypatch.setenv("BOT_WECHAT_TOKEN", "tokenvalue")

    assert config.secrets_at_hand() == ("tokenvalue",)


def test_demo_takes_nothing_of_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BOT_PORT=nonsense\n")
    monkeypatch.setenv("BOT_WECHAT_TOKEN_FILE", "/nowhere")
    monkeypatch.setenv("BOT_WECHAT_MAX_AGE_S", "-1")
    monkeypatch.setenv("BOT_DATABASE_URL", "mysql://x")
    monkeypatch.setenv("BOT_PORT", "9")
    monkeypatch.setenv("BOT_DATA_DIR", "elsewhere")
    settings = config.load(demo=True)

    assert (settings.port, settings.data_dir) == (9, Path("elsewhere"))
    assert (settings.wechat_token, settings.database_url) == ("", "")


def test_misspelt_settings_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_WECHAT_AESKEY", "x")
    monkeypatch.setenv("BOT_SECRET_KEY_FILE", "/x")

    assert config.unknown() == ("BOT_WECHAT_AESKEY is not a setting; is BOT_WECHAT_AES_KEY meant?",)


def test_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TRUSTED_PROXIES", "10.0.0.0/8, ::1")

    assert config.load().trusted_proxies == ("10.0.0.0/8", "::1")


def test_every_setting_has_a_description() -> None:
    table = config.describe()

    assert table["BOT_PORT"] == ("8080", "port to listen on")
    assert all(meaning for _, meaning in table.values())
