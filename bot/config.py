"""The settings table: environment variables (prefix ``BOT_``) and ``.env`` -> frozen Settings.

Only ``app`` and ``cli`` look here; everything below them is handed what it needs.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.errors import ConfigError
from bot.sources import PREFIX, SECRETS, Only, SecretFiles

REQUIRED = ("wechat_app_id", "wechat_app_secret", "wechat_token", "secret_key")

_AES_KEY = re.compile(r"[A-Za-z0-9]{43}\Z")
_HOST = re.compile(r"(?:[a-z0-9][a-z0-9-]*\.)+[a-z][a-z0-9-]*\Z")
_EVENT = re.compile(r"[A-Za-z_]{1,64}\Z")
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+asyncpg://", "postgres://")

Datum = Literal["wgs84", "gcj02", "bd09"]
DEMO_APP_ID = "wxdemo0000veland00"
"""The account of the demo, which no platform knows."""


class Settings(BaseSettings):
    """Everything an operator can set. A field's description is its line in the reference."""

    # An empty variable is none: compose files pass those that nobody set.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        str_strip_whitespace=True,
    )

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, ge=0, le=65_535, description="port to listen on")
    data_dir: Path = Field(Path("data"), description="database, media, jieba's cache")
    database_url: str = Field(
        "", description="`postgresql://user:pass@host:port/db`, or `sqlite:///path`"
    )
    faq_dir: Path = Field(Path("faq"), description="the content folder")
    public_url: str = Field(
        "", description="the address that fans' links and callbacks use; https makes cookies Secure"
    )
    secret_key: str = Field("", description="signs sessions and links; at least 32 bytes")
    pseudonym_key: str = Field(
        "", description="makes fans' pseudonyms; made at first start, kept in the database"
    )
    wechat_app_id: str = Field("", description="from the account's page")
    wechat_app_secret: str = Field("", description="from the account's page")
    wechat_token: str = Field("", description="the token of the server configuration")
    wechat_aes_key: str = Field("", description="43 characters; set = safe mode, empty = plain")
    wechat_aes_key_previous: str = Field("", description="the former key; still decrypts")
    wechat_mode: Literal["", "plain", "compatible", "safe"] = Field(
        "", description="overrides the mode that the AES key implies"
    )
    wechat_api_base: str = Field(
        "https://api.weixin.qq.com", description="scheme, host, port and perhaps a path prefix"
    )
    wechat_max_age_s: int = Field(
        300, ge=0, description="older or future callback timestamps are refused; 0 = do not check"
    )
    wechat_location_datum: Datum = Field(
        "gcj02", description="coordinate system of a pin that a fan sends (unconfirmed)"
    )
    wechat_report_datum: Datum = Field(
        "wgs84", description="coordinate system of automatic location reports (unconfirmed)"
    )
    wechat_menu_tap: Literal["menu", "message"] = Field(
        "menu", description="what a tap in a menu message allows: the strict reading is `menu`"
    )
    wechat_payment_messages: int = Field(
        0,
        ge=0,
        le=100,
        description="customer-service messages that a payment allows for 48 hours (unconfirmed)",
    )
    wechat_answered_events: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="further events that may be replied to, comma separated (unconfirmed)"
    )
    wechat_passive_text_bytes: int = Field(
        2_047, ge=200, le=20_000, description="bytes of one passive text (unconfirmed)"
    )
    wechat_custom_text_bytes: int = Field(
        2_048, ge=200, le=20_000, description="bytes of one customer-service text (unconfirmed)"
    )
    wechat_menu_items: int = Field(
        10, ge=1, le=100, description="lines of one menu message (unconfirmed)"
    )
    wechat_menu_item_bytes: int = Field(
        128, ge=1, le=2_048, description="bytes of one line of a menu message (unconfirmed)"
    )
    wechat_transfer_ai: bool = Field(
        False, description="what is not understood goes to WeChat's own AI (unconfirmed)"
    )
    wechat_clarify_menu: bool = Field(
        False,
        description="asks back with lines to tap; each spends a customer-service message"
        " (the default, numbers in the free reply, costs nothing)",
    )
    wechat_native_desk: bool = Field(
        False, description="who asks for a human is handed over to WeChat's own desk"
    )
    wechat_field_rules: Literal["strict", "off"] = Field(
        "strict",
        description="whether values of templates and notices must fit their field's type"
        " (unconfirmed)",
    )
    wechat_open_base: str = Field(
        "https://open.weixin.qq.com", description="the host of the page for web log-in"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses whose forwarded headers count, comma separated"
    )
    erase_delay_h: int = Field(
        0, ge=0, description="hours between an unfollow and the erasure of the fan; 0 = at once"
    )
    keep_raw_days: int = Field(7, ge=1, description="days raw pushes and saved replies are kept")
    keep_text_days: int = Field(180, ge=1, description="days what was said is kept")
    keep_event_days: int = Field(762, ge=1, description="days the event log is kept")
    keep_consent_days: int = Field(1_096, ge=1, description="days superseded consents are kept")
    keep_audit_days: int = Field(365, ge=183, description="days the audit log is kept")
    dispute_keep_days: int = Field(
        0,
        ge=0,
        description="days for which a request closed as a complaint keeps the fan's data",
    )
    log_format: Literal["", "console", "json"] = Field(
        "", description="`console` on a terminal, else `json`"
    )
    media_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="further hosts of fans' files, comma separated; Tencent's are known"
    )
    media_keep_days: int = Field(
        180, ge=1, description="days after which a fan's picture, voice or video is thrown away"
    )
    segmenter: Literal["auto", "jieba", "rjieba"] = Field(
        "auto", description="word segmentation; auto takes rjieba where it is installed"
    )

    @field_validator("trusted_proxies", "media_hosts", "wechat_answered_events", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            try:
                ip_network(part, strict=False)
            except ValueError:
                raise ValueError(f"{part} is no address or network such as 10.0.0.0/8") from None
        return value

    @field_validator("wechat_answered_events")
    @classmethod
    def _are_events(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if not _EVENT.match(part):
                raise ValueError(f"{part} is no name of an event such as view_miniprogram")
        return value

    @field_validator("media_hosts")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if not _HOST.match(part):
                raise ValueError(f"{part} is no host name such as media.example.com")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value.encode()) < 32:
            raise ValueError("must be at least 32 bytes long")
        return value

    @field_validator("wechat_aes_key", "wechat_aes_key_previous")
    @classmethod
    def _is_aes_key(cls, value: str) -> str:
        if value and not _AES_KEY.match(value):
            raise ValueError("must be the 43 letters and digits of the EncodingAESKey")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str) -> str:
        if value and not value.startswith(_DATABASES):
            raise ValueError(
                "must be sqlite:///path/to/bot.db or postgresql://user:password@host:port/database"
            )
        return value

    @field_validator("public_url", "wechat_api_base", "wechat_open_base")
    @classmethod
    def _is_http(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then ``..._FILE`` secrets, then ``.env``."""
        named = dict(getattr(dotenv_settings, "env_vars", {}))
        named |= {name.lower(): value for name, value in os.environ.items()}
        return init_settings, env_settings, SecretFiles(settings_cls, named), dotenv_settings

    @property
    def mode(self) -> Literal["plain", "compatible", "safe"]:
        """The callback's encryption mode."""
        return self.wechat_mode or ("safe" if self.wechat_aes_key else "plain")

    @property
    def database(self) -> str:
        """The database in force: the set one, or a file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'bot.db'}"

    @property
    def lives_days(self) -> dict[str, int]:
        """For how many days each kind of data is kept, by the names of ``Retention``."""
        return {
            "raw": self.keep_raw_days,
            "text": self.keep_text_days,
            "events": self.keep_event_days,
            "consent": self.keep_consent_days,
            "audit": self.keep_audit_days,
        }

    def secret_values(self) -> tuple[str, ...]:
        """Values that must never stand in a log, metric or error page."""
        return _secrets_in({name: getattr(self, name) for name in SECRETS})


class _DemoSettings(Settings):
    """The settings of the demo, whatever else is set for production on the same machine."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then what ``DEMO`` names of the environment."""
        return init_settings, Only(settings_cls, env_settings)


def load(*, demo: bool = False) -> Settings:
    """Read the settings, or the demo's; raises ``ConfigError`` with one line per fault."""
    try:
        return _DemoSettings() if demo else Settings(_env_file=".env")  # type: ignore[call-arg]
    except ValidationError as error:
        faults = tuple(_fault(item["loc"], item["msg"]) for item in error.errors())
    except UnicodeDecodeError:
        faults = (".env: not UTF-8; save it as UTF-8",)
    raise ConfigError("; ".join(faults), faults=faults)


def load_usable() -> tuple[Settings, tuple[str, ...]]:
    """The settings with the default in place of each one that cannot be used, and its fault."""
    try:
        return Settings(_env_file=".env"), ()  # type: ignore[call-arg]
    except ValidationError as error:
        details = error.errors()
    except UnicodeDecodeError:
        return load(demo=True), (".env: not UTF-8; save it as UTF-8",)
    except ConfigError as error:
        return load(demo=True), (str(error),)
    names = {str(item["loc"][0]).removeprefix(PREFIX.lower()) for item in details if item["loc"]}
    usable = {name: Settings.model_fields[name].default for name in names}
    faults = tuple(_fault(item["loc"], item["msg"]) for item in details)
    return Settings(_env_file=".env", **usable), faults  # type: ignore[call-arg]


def require_for_serving(settings: Settings) -> None:
    """Check that production settings are there; raises ``ConfigError`` naming each remedy."""
    faults = missing_for_serving(settings)
    if faults:
        raise ConfigError("; ".join(faults), faults=faults)


def missing_for_serving(settings: Settings) -> tuple[str, ...]:
    """Settings without which production cannot start, one line with its remedy each."""
    faults = [
        f"{PREFIX}{name.upper()} is missing: {_remedy(name)}"
        for name in REQUIRED
        if not getattr(settings, name)
    ]
    if settings.mode != "plain" and not settings.wechat_aes_key:
        faults.append(
            f"{PREFIX}WECHAT_AES_KEY is missing: {settings.mode} mode needs the 43 characters of"
            " the EncodingAESKey"
        )
    return tuple(faults)


def unknown() -> tuple[str, ...]:
    """Variables with our prefix that are no settings, one line each: most are misspelt."""
    known = set(describe()) | {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    lines = []
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            lines.append(f"{name} is not a setting" + (f"; is {near[0]} meant?" if near else ""))
    return tuple(lines)


def secrets_at_hand() -> tuple[str, ...]:
    """Secret values for redaction, also where the settings cannot be used as a whole."""
    try:
        return load().secret_values()
    except ConfigError:
        return _secrets_in({name: os.environ.get(f"{PREFIX}{name.upper()}") for name in SECRETS})


def describe() -> Mapping[str, tuple[str, str]]:
    """Every setting's environment name with its default and meaning, for docs and their test."""
    table = {}
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = ",".join(default) if isinstance(default, tuple) else str(default)
        table[f"{PREFIX}{name.upper()}"] = (shown, field.description or "")
    return table


def _secrets_in(values: Mapping[str, str | None]) -> tuple[str, ...]:
    """The values; of the database's address only what is secret in it, the password."""
    found = [value for name, value in values.items() if value and name != "database_url"]
    try:
        password = urlsplit(values.get("database_url") or "").password
    except ValueError:
        password = values.get("database_url")
    return (*found, *dict.fromkeys((password, unquote(password)) if password else ()))


def _fault(location: tuple[str | int, ...], message: str) -> str:
    name = str(location[0]).removeprefix(PREFIX.lower()) if location else "settings"
    return f"{PREFIX}{name.upper()}: {message.removeprefix('Value error, ')}"


def _remedy(name: str) -> str:
    if name == "secret_key":
        return "set it to 32 or more random bytes, e.g. the output of `openssl rand -hex 32`"
    return "copy it from the account's page (设置与开发 → 基本配置)"
