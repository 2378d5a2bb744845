"""Events: stable ids, sessions, pseudonyms."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bot.flow.record import new_event_id, pseudonym
from bot.model import OpenId

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_pseudonym_depends_on_key_account_and_fan_and_hides_the_openid() -> None:
    open_id = OpenId("oKlmcZpX1eirZqO8xxA1OxglIIYO")
    names = {
        pseudonym(key, account=account, open_id=fan)
        for key in ("k1", "k2")
        for account in ("wx1", "wx2")
        for fan in (open_id, OpenId("oAnother"))
    }

    assert len(names) == 8
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)


def test_own_event_ids_are_version_7_and_sort_by_time() -> None:
    ids = [new_event_id(NOW + timedelta(milliseconds=n)) for n in range(50)]

    assert all(UUID(id_).version == 7 for id_ in ids)
    assert ids == sorted(ids)
    assert len(set(ids)) == 50
