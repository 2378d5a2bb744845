"""Subscription notices: the library, the account's own templates, and sending what was accepted.

*Source:* developers.weixin.qq.com, "subscription notice", read in 2026.
"""

from __future__ import annotations

from pydantic import JsonValue

from bot.channels.wechat import xml
from bot.simulator.answers import ApiRefused, done, list_of, number_of, object_of, text_of
from bot.simulator.calls import Call, get, post
from bot.simulator.platform import Event, Platform
from bot.simulator.state import Json, Template
from bot.simulator.templates import filled, new_template_id, take_accepted
from bot.simulator.users import fan_of

MOST = 50
SCENE_CHARACTERS = 15
_CATEGORIES = {616: "服装/鞋/箱包", 1065: "线下超市/门店"}
_LIBRARY: dict[str, tuple[int, int, str, tuple[str, ...]]] = {
    "1462": (
        2,
        616,
        "到店预约成功通知",
        ("thing1:门店", "time2:时间", "name3:联系人", "thing4:备注"),
    ),
    "2101": (2, 616, "维修进度提醒", ("thing1:作品", "phrase2:进度", "thing3:备注")),
    "3044": (3, 1065, "新品到店提醒", ("thing1:作品", "thing2:门店")),
}
_KEYWORDS = range(2, 6)


class Notices:
    """The calls about subscription notices."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._notices = platform.state.notices

    def calls(self) -> list[Call]:
        """The rows of the table; the library stands outside /cgi-bin."""
        return [
            get("/wxaapi/newtmpl/getcategory", _categories),
            get("/wxaapi/newtmpl/getpubtemplatetitles", _titles),
            get("/wxaapi/newtmpl/getpubtemplatekeywords", _keywords),
            post("/wxaapi/newtmpl/addtemplate", self._add),
            get("/wxaapi/newtmpl/gettemplate", self._list),
            post("/wxaapi/newtmpl/deltemplate", self._delete),
            post("/cgi-bin/message/subscribe/bizsend", self._send),
        ]

    def _add(self, body: Json) -> Json:
        kind, category, title, words = _of_library(text_of(body, "tid"))
        numbers = [one for one in list_of(body, "kidList") if isinstance(one, int)]
        chosen = [words[number - 1] for number in numbers if 1 <= number <= len(words)]
        if len(chosen) != len(numbers) or len(chosen) not in _KEYWORDS:
            raise ApiRefused(200020)
        if len(text_of(body, "sceneDesc")) > SCENE_CHARACTERS:
            raise ApiRefused(200021)
        if len(self._notices) >= MOST:
            raise ApiRefused(200012)
        pairs = [word.split(":") for word in chosen]
        template = Template(
            template_id=new_template_id(),
            title=title,
            content="\n".join(f"{label}:{{{{{key}.DATA}}}}" for key, label in pairs),
            kind=kind,
            category=str(category),
        )
        self._notices[template.template_id] = template
        return {**done(), "priTmplId": template.template_id}

    def _list(self, _: Json) -> Json:
        data: list[JsonValue] = [
            {
                "priTmplId": one.template_id,
                "title": one.title,
                "content": one.content,
                "example": "",
                "type": one.kind,
            }
            for one in self._notices.values()
        ]
        return {**done(), "data": data}

    def _delete(self, body: Json) -> Json:
        if self._notices.pop(text_of(body, "priTmplId"), None) is None:
            raise ApiRefused(40037)
        return done()

    def _send(self, body: Json) -> Json:
        fan = fan_of(self._platform, text_of(body, "touser"))
        template = self._notices.get(text_of(body, "template_id"))
        if template is None:
            raise ApiRefused(40037)
        shown = filled(template, object_of(body, "data"))
        take_accepted(self._platform, fan, template.template_id)
        program = object_of(body, "miniprogram")
        card: Json = {
            **shown,
            "url": text_of(body, "page"),
            "pagepath": text_of(program, "pagepath"),
        }
        self._platform.show(fan, "account", kind="notice_card", data=card, via="notice")
        sent: dict[str, xml.Node] = {
            "TemplateId": template.template_id,
            "MsgID": self._platform.next_message_id(),
            "ErrorCode": 0,
            "ErrorStatus": "success",
        }
        self._platform.later.put_nowait(
            Event(
                open_id=fan.open_id,
                name="subscribe_msg_sent_event",
                fields={"SubscribeMsgSentEvent": {"List": [sent]}},
            )
        )
        return done()


def _categories(_: Json) -> Json:
    data: list[JsonValue] = [{"id": key, "name": name} for key, name in _CATEGORIES.items()]
    return {**done(), "data": data}


def _titles(query: Json) -> Json:
    wanted = text_of(query, "ids").split(",")
    data: list[JsonValue] = [
        {"tid": int(tid), "title": title, "type": kind, "categoryId": str(category)}
        for tid, (kind, category, title, _) in _LIBRARY.items()
        if str(category) in wanted
    ]
    start, size = number_of(query, "start") or 0, number_of(query, "limit") or 30
    return {**done(), "count": len(data), "data": data[start : start + size]}


def _keywords(query: Json) -> Json:
    words = _of_library(text_of(query, "tid"))[3]
    data: list[JsonValue] = [
        {
            "kid": number,
            "name": word.partition(":")[2],
            "example": "",
            "rule": word.partition(":")[0],
        }
        for number, word in enumerate(words, 1)
    ]
    return {**done(), "count": len(data), "data": data}


def _of_library(tid: str) -> tuple[int, int, str, tuple[str, ...]]:
    found = _LIBRARY.get(tid)
    if found is None:
        raise ApiRefused(200014)
    return found
