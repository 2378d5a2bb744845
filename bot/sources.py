"""Where settings come from beside the environment: files of secrets, and what the demo takes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.errors import ConfigError

PREFIX = "BOT_"
SECRETS = (
    "wechat_app_secret",
    "wechat_token",
    "wechat_aes_key",
    "wechat_aes_key_previous",
    "secret_key",
    "pseudonym_key",
    "database_url",
)
DEMO = frozenset(
    {"host", "port", "data_dir", "faq_dir", "trusted_proxies", "log_format", "segmenter"}
)
"""What the demo takes from the environment; account, database and secrets are its own."""


class Only(PydanticBaseSettingsSource):
    """Passes on what ``DEMO`` names."""

    def __init__(self, cls: type[BaseSettings], source: PydanticBaseSettingsSource) -> None:
        super().__init__(cls)
        self._source = source

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """As the source says."""
        return self._source.get_field_value(field, field_name)

    def __call__(self) -> dict[str, Any]:
        """What the demo takes."""
        return {name: value for name, value in self._source().items() if name in DEMO}


class SecretFiles(PydanticBaseSettingsSource):
    """Reads ``BOT_WECHAT_TOKEN_FILE`` and its like: the form container platforms use."""

    def __init__(self, cls: type[BaseSettings], named: Mapping[str, str | None]) -> None:
        super().__init__(cls)
        self._named = named

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The content of the file that ``..._FILE`` names; ``ConfigError`` if it cannot be read."""
        name = f"{PREFIX}{field_name.upper()}_FILE"
        path = self._named.get(name.lower()) if field_name in SECRETS else None
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text("utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            fault = f"{name}: cannot read {path}: {getattr(error, 'strerror', None) or 'not UTF-8'}"
            raise ConfigError(fault, remedy="name a readable file", faults=(fault,)) from None

    def __call__(self) -> dict[str, Any]:
        """Every secret that stands in a file."""
        values = {
            name: self.get_field_value(info, name)[0]
            for name, info in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in values.items() if value is not None}
