"""Template messages, subscription notices and one-time subscriptions.

What their fields may hold is decided in ``rules.outreach``, before anything is sent.

*Source:* developers.weixin.qq.com, "template message", "subscription notice" and "one-time
subscription", read in 2026: 100 000 template messages a day; the library of notices stands
outside /cgi-bin. Errors: 43004 not following, 43101 not subscribed, 43116 slowed down, 40037 no
such template, 40249 marketing, 47003 a value does not fit.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.wechat.answers import Answer, number, rows, text
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.calls import Call
from bot.channels.wechat.limits import fits_bytes, fits_characters
from bot.errors import Refused
from bot.model import OpenId
from bot.model.outreach import Outreach

CLIENT_ID_BYTES = 32
TITLE_CHARACTERS = 15
CONTENT_CHARACTERS = 200
LAST_SCENE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template that the account has; ``content`` names its fields as ``{{thing1.DATA}}``.

    ``kind`` is 2 for one notice a consent, 3 for long-term, 0 for a template message.
    """

    id: str
    title: str
    content: str
    example: str = ""
    kind: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTime:
    """The one message that a fan agreed to on a page; ``scene`` 0 to 10 000 is that of the page."""

    template_id: str
    scene: int
    title: str
    content: str
    url: str = ""


async def list_templates(api: WeChatApi) -> list[Template]:
    """The templates for service messages, 25 at most."""
    answer = await api.get("/cgi-bin/template/get_all_private_template")
    return [_template(row, id_name="template_id") for row in rows(answer, "template_list")]


async def send_template(
    api: WeChatApi, open_id: OpenId, message: Outreach, *, client_id: str = ""
) -> str:
    """Send a service message; returns the platform's id, which its report names later.

    ``client_id`` (at most 32 bytes) keeps the platform from sending the same thing twice within
    some ten minutes (unconfirmed). Not repeatable: ``DeliveryUnknown`` if it was cut off.
    """
    body = _body(open_id, message)
    if message.url:
        body["url"] = message.url
    if client_id:
        fits_bytes(client_id, CLIENT_ID_BYTES, what="client_msg_id")
        body["client_msg_id"] = client_id
    return await _sent(api, "/cgi-bin/message/template/send", body)


async def list_notices(api: WeChatApi) -> list[Template]:
    """The account's templates of subscription notices, 50 at most."""
    answer = await api.get("/wxaapi/newtmpl/gettemplate")
    return [_template(row, id_name="priTmplId") for row in rows(answer, "data")]


async def send_notice(api: WeChatApi, open_id: OpenId, message: Outreach) -> str:
    """Send a notice that the fan subscribed to; one consent is one message.

    The platform guards against no repetition: ``DeliveryUnknown`` if it was cut off.
    """
    body = _body(open_id, message)
    if message.url:
        body["page"] = message.url
    return await _sent(api, "/cgi-bin/message/subscribe/bizsend", body)


async def send_one_time(api: WeChatApi, open_id: OpenId, message: OneTime) -> None:
    """Send the one message that a fan agreed to; also to those who do not follow."""
    fits_characters(message.title, TITLE_CHARACTERS, what="the title")
    fits_characters(message.content, CONTENT_CHARACTERS, what="the content")
    if not 0 <= message.scene <= LAST_SCENE:
        raise Refused(
            f"the scene {message.scene} is out of range",
            remedy=f"use 0 to {LAST_SCENE}",
            reason="scene",
        )
    body: dict[str, object] = {
        "touser": open_id,
        "template_id": message.template_id,
        "scene": str(message.scene),
        "title": message.title,
        "data": {"content": {"value": message.content}},
    }
    if message.url:
        body["url"] = message.url
    await _sent(api, "/cgi-bin/message/template/subscribe", body)


async def _sent(api: WeChatApi, path: str, body: dict[str, object]) -> str:
    answer = await api.answer(Call(method="POST", path=path, repeatable=False, body=body))
    return text(answer, "msgid")


def _body(open_id: OpenId, message: Outreach) -> dict[str, object]:
    body: dict[str, object] = {
        "touser": open_id,
        "template_id": message.template_id,
        "data": {name: {"value": value} for name, value in message.fields.items()},
    }
    if message.app_id:
        body["miniprogram"] = {"appid": message.app_id, "pagepath": message.page_path}
    return body


def _template(row: Answer, *, id_name: str) -> Template:
    return Template(
        id=text(row, id_name),
        title=text(row, "title"),
        content=text(row, "content"),
        example=text(row, "example"),
        kind=number(row, "type"),
    )
