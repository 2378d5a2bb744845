"""Template messages: the account's templates, and sending one, its result told by an event.

*Source:* developers.weixin.qq.com, "template message", read in 2026. That a value over its
keyword's type is refused with 47003 is certain, the exact length of each type is not.
"""

from __future__ import annotations

import re
import secrets

from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, done, object_of, text_of
from bot.simulator.calls import Call, get, post
from bot.simulator.platform import Event, Platform
from bot.simulator.state import Fan, Json, Template
from bot.simulator.users import fan_of

MOST = 25
LIBRARY = {
    "TM00015": ("订单支付成功通知", "订单编号:{{character_string1.DATA}}\n金额:{{amount2.DATA}}"),
    "TM00303": (
        "到店预约提醒",
        "门店:{{thing1.DATA}}\n时间:{{time2.DATA}}\n联系人:{{name3.DATA}}",
    ),
    "TM00700": (
        "维修进度通知",
        "作品:{{thing1.DATA}}\n进度:{{phrase2.DATA}}\n备注:{{thing3.DATA}}",
    ),
}
_MARKETING = re.compile("优惠|折扣|促销|特价|抢购|限时|coupon|discount|sale", re.IGNORECASE)
_VALUES = {
    "thing": re.compile(r"[^\n]{1,20}"),
    "number": re.compile(r"\d{1,32}(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[\x21-\x7e]{1,32}"),
    "time": re.compile(r"[^\n]{1,32}"),
    "date": re.compile(r"[^\n]{1,32}"),
    "amount": re.compile(r"[^\n]{0,4}\d{1,10}(\.\d{1,2})?元?"),
    "phone_number": re.compile(r"[+\d][\d -]{0,16}"),
    "car_number": re.compile(r"[^\n]{1,8}"),
    "name": re.compile(r"[一-鿿·]{1,10}|[A-Za-z .'-]{1,20}"),
    "phrase": re.compile(r"[一-鿿]{1,5}"),
    "const": re.compile(r"[^\n]{1,20}"),
}
_KEYWORD = re.compile(r"\{\{(\w+)\.DATA\}\}")


class Templates:
    """The calls about template messages."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._templates = platform.state.templates

    def calls(self) -> list[Call]:
        """The rows of the table."""
        return [
            post("/cgi-bin/template/api_set_industry", self._set_industry),
            get("/cgi-bin/template/get_industry", self._industry),
            post("/cgi-bin/template/api_add_template", self._add),
            get("/cgi-bin/template/get_all_private_template", self._list),
            post("/cgi-bin/template/del_private_template", self._delete),
            post("/cgi-bin/message/template/send", self._send, per_day=100_000),
            post("/cgi-bin/message/template/subscribe", self._once),
        ]

    def _set_industry(self, body: Json) -> Json:
        chosen = [text_of(body, "industry_id1"), text_of(body, "industry_id2")]
        if not all(chosen):
            raise ApiRefused(40097)
        self._platform.state.industry = chosen
        self._templates.clear()
        return done()

    def _industry(self, _: Json) -> Json:
        first, second = self._platform.state.industry or ["1", "41"]
        return {
            "primary_industry": {"first_class": "消费品", "second_class": first},
            "secondary_industry": {"first_class": "商业服务", "second_class": second},
        }

    def _add(self, body: Json) -> Json:
        found = LIBRARY.get(text_of(body, "template_id_short"))
        if found is None:
            raise ApiRefused(40037)
        if len(self._templates) >= MOST:
            raise ApiRefused(45001, "template count out of limit")
        template = Template(template_id=new_template_id(), title=found[0], content=found[1])
        self._templates[template.template_id] = template
        return {**done(), "template_id": template.template_id}

    def _list(self, _: Json) -> Json:
        return {
            "template_list": [
                {
                    "template_id": one.template_id,
                    "title": one.title,
                    "primary_industry": "",
                    "deputy_industry": "",
                    "content": one.content,
                    "example": "",
                }
                for one in self._templates.values()
            ]
        }

    def _delete(self, body: Json) -> Json:
        if self._templates.pop(text_of(body, "template_id"), None) is None:
            raise ApiRefused(40037)
        return done()

    def _send(self, body: Json) -> Json:
        fan = fan_of(self._platform, text_of(body, "touser"))
        template = self._templates.get(text_of(body, "template_id"))
        if template is None:
            raise ApiRefused(40037)
        shown = filled(template, object_of(body, "data"))
        if not fan.following:
            raise ApiRefused(43004)
        message_id = self._platform.next_message_id()
        status = "success" if fan.receiving and not fan.blacklisted else "failed:user block"
        if status == "success":
            self._platform.show(
                fan, "account", kind="template", data=_card(shown, body), via="template"
            )
        self._platform.later.put_nowait(
            Event(
                open_id=fan.open_id,
                name="TEMPLATESENDJOBFINISH",
                fields={"MsgID": message_id, "Status": status},
            )
        )
        return {**done(), "msgid": message_id}

    def _once(self, body: Json) -> Json:
        fan = fan_of(self._platform, text_of(body, "touser"))
        if text_of(body, "template_id") not in self._platform.state.notices:
            raise ApiRefused(40037)
        title = text_of(body, "title")
        if not 1 <= len(title) <= 15 or not text_of(body, "scene").isdigit():
            raise ApiRefused(47003)
        take_accepted(self._platform, fan, text_of(body, "template_id"))
        content = object_of(object_of(body, "data"), "content")
        shown: Json = {"title": title, "rows": [["", text_of(content, "value")]]}
        self._platform.show(
            fan, "account", kind="notice_card", data=_card(shown, body), via="notice"
        )
        return done()


def filled(template: Template, data: Json) -> Json:
    """The template with its values as a fan reads it; refuses what breaks a keyword's type."""
    rows: list[JsonValue] = []
    for line in template.content.splitlines():
        label, _, _ = line.partition(":")
        for keyword in _KEYWORD.findall(line):
            value = text_of(object_of(data, keyword), "value")
            if not _fits(keyword, value):
                raise ApiRefused(47003, f"argument invalid! data.{keyword}.value invalid")
            if _MARKETING.search(value):
                raise ApiRefused(40249)
            rows.append([label, value])
    return {"title": template.title, "rows": rows}


def take_accepted(platform: Platform, fan: Fan, template_id: str) -> None:
    """Uses up one accept of the fan, or refuses with 43101; a long-term one (-1) stays."""
    accepted = platform.state.accepted.get(fan.open_id, {})
    left = accepted.get(template_id, 0)
    if left == 0:
        raise ApiRefused(43101)
    if left > 0:
        accepted[template_id] = left - 1


def new_template_id() -> str:
    """An id as the platform makes them: 43 characters."""
    return secrets.token_urlsafe(32)


def _fits(keyword: str, value: str) -> bool:
    kind = keyword.rstrip("0123456789")
    rule = _VALUES.get(kind)
    return bool(value) if rule is None else rule.fullmatch(value) is not None


def _card(shown: Json, body: Json) -> Json:
    program = object_of(body, "miniprogram")
    return {**shown, "url": text_of(body, "url"), "pagepath": text_of(program, "pagepath")}
