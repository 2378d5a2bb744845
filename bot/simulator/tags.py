"""Tags of fans, with the platform's limits.

*Source:* developers.weixin.qq.com, "user tag management", read in 2026. Own ids start at 100
(unconfirmed); 0, 1 and 2 belong to the system.
"""

from __future__ import annotations

from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, done, list_of, number_of, object_of, text_of
from bot.simulator.calls import Call, get, post
from bot.simulator.platform import Platform
from bot.simulator.state import Json
from bot.simulator.users import fan_of, fans_of, page

SYSTEM_TAGS = {1: "黑名单", 2: "星标组"}
FIRST_OWN = 100
TAGS = 100
NAME_BYTES = 30
PER_FAN = 20
BATCH = 50
UNTAG_BATCH = 10_000
DELETABLE_FANS = 100_000
PAGE = 10_000


class Tags:
    """The calls about tags."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._names = platform.state.tags

    def calls(self) -> list[Call]:
        """The rows of the table."""
        return [
            post("/cgi-bin/tags/create", self._create),
            get("/cgi-bin/tags/get", self._list),
            post("/cgi-bin/tags/update", self._update),
            post("/cgi-bin/tags/delete", self._delete),
            post("/cgi-bin/user/tag/get", self._fans),
            post("/cgi-bin/tags/members/batchtagging", self._tag),
            post("/cgi-bin/tags/members/batchuntagging", self._untag),
            post("/cgi-bin/tags/getidlist", self._of_fan),
        ]

    def _create(self, body: Json) -> Json:
        name = self._new_name(object_of(body, "tag"))
        if len(self._names) >= TAGS:
            raise ApiRefused(45056)
        tag_id = max(self._names, default=FIRST_OWN - 1) + 1
        self._names[tag_id] = name
        return {"tag": {"id": tag_id, "name": name}}

    def _list(self, _: Json) -> Json:
        tags: list[JsonValue] = [
            {"id": tag_id, "name": name, "count": len(self._tagged(tag_id))}
            for tag_id, name in (SYSTEM_TAGS | self._names).items()
        ]
        return {"tags": tags}

    def _update(self, body: Json) -> Json:
        tag = object_of(body, "tag")
        tag_id = self._own(tag)
        self._names[tag_id] = self._new_name(tag, but=tag_id)
        return done()

    def _delete(self, body: Json) -> Json:
        tag_id = self._own(object_of(body, "tag"))
        if len(self._tagged(tag_id)) > DELETABLE_FANS:
            raise ApiRefused(45057)
        del self._names[tag_id]
        for fan in self._platform.state.fans.values():
            fan.tags[:] = [one for one in fan.tags if one != tag_id]
        return done()

    def _fans(self, body: Json) -> Json:
        tag_id = number_of(body, "tagid")
        if tag_id is None or tag_id not in SYSTEM_TAGS | self._names:
            raise ApiRefused(45159)
        return page(self._tagged(tag_id), text_of(body, "next_openid"), PAGE)

    def _tag(self, body: Json) -> Json:
        """Of a list with strangers the others are tagged, and the strangers told."""
        tag_id, wanted = self._known(body), list_of(body, "openid_list")
        known = [one for one in wanted if one in self._platform.state.fans]
        strangers = [one for one in wanted if one not in known]
        fans = fans_of(self._platform, known if known and strangers else wanted, most=BATCH)
        if any(tag_id not in fan.tags and len(fan.tags) >= PER_FAN for fan in fans):
            raise ApiRefused(45059)
        for fan in fans:
            fan.tags[:] = [*(one for one in fan.tags if one != tag_id), tag_id]
        if strangers:
            raise ApiRefused(45171, fail_openid_list=strangers)
        return done()

    def _untag(self, body: Json) -> Json:
        tag_id = self._known(body)
        fans = fans_of(self._platform, list_of(body, "openid_list"), most=UNTAG_BATCH)
        for fan in fans:
            fan.tags[:] = [one for one in fan.tags if one != tag_id]
        return done()

    def _of_fan(self, body: Json) -> Json:
        return {"tagid_list": [*fan_of(self._platform, text_of(body, "openid")).tags]}

    def _tagged(self, tag_id: int) -> list[str]:
        return [fan.open_id for fan in self._platform.state.fans.values() if tag_id in fan.tags]

    def _known(self, body: Json) -> int:
        tag_id = number_of(body, "tagid")
        if tag_id is None or tag_id not in {2} | self._names.keys():
            raise ApiRefused(45159)
        return tag_id

    def _own(self, tag: Json) -> int:
        tag_id = number_of(tag, "id")
        if tag_id in {0, *SYSTEM_TAGS}:
            raise ApiRefused(45058)
        if tag_id is None or tag_id not in self._names:
            raise ApiRefused(45159)
        return tag_id

    def _new_name(self, tag: Json, *, but: int = 0) -> str:
        name = text_of(tag, "name").strip()
        if len(name.encode()) > NAME_BYTES:
            raise ApiRefused(45158)
        taken = {other for tag_id, other in self._names.items() if tag_id != but}
        if not name or name in taken | set(SYSTEM_TAGS.values()):
            raise ApiRefused(45157)
        return name
