"""The platform's tags: groups of fans for conditional menus and mass messages.

*Source:* developers.weixin.qq.com, "tag management", read in 2026: 100 tags an account, 20 tags
a fan; 0, 1 and 2 are the platform's own, ours begin at 100 (unconfirmed).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.wechat.answers import Answer, number, numbers, part, rows, text, texts
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.calls import Call
from bot.channels.wechat.limits import fits_bytes, has_some, in_batches
from bot.channels.wechat.users import page_of
from bot.errors import Refused
from bot.model import OpenId

TAGGED_AT_ONCE = 50
NAME_BYTES = 30
"""The page says characters, the list of error numbers says bytes: the smaller one counts."""
LAST_OF_PLATFORM = 2
PARTLY_FAILED = 45171


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag with the number of fans that carry it."""

    id: int
    name: str
    fans: int = 0


async def create_tag(api: WeChatApi, name: str) -> Tag:
    """A new tag. 45157 if there is one of that name, 45056 at the 101st."""
    fits_bytes(name, NAME_BYTES, what=f"the tag {name!r}")
    answer = await api.post("/cgi-bin/tags/create", {"tag": {"name": name}})
    return _tag(part(answer, "tag"))


async def list_tags(api: WeChatApi) -> list[Tag]:
    """All tags, the platform's own too."""
    return [_tag(row) for row in rows(await api.get("/cgi-bin/tags/get"), "tags")]


async def rename_tag(api: WeChatApi, tag_id: int, name: str) -> None:
    """Another name for the same fans. 45157 if it is taken, 45159 if there is no such tag."""
    _is_ours(tag_id)
    fits_bytes(name, NAME_BYTES, what=f"the tag {name!r}")
    await api.post("/cgi-bin/tags/update", {"tag": {"id": tag_id, "name": name}})


async def delete_tag(api: WeChatApi, tag_id: int) -> None:
    """Take the tag from all fans and forget it. 45057 with over 100 000 fans."""
    _is_ours(tag_id)
    await api.post("/cgi-bin/tags/delete", {"tag": {"id": tag_id}})


async def ids_of(
    api: WeChatApi, names: Iterable[str], *, create: bool = False
) -> Mapping[str, int]:
    """The numbers of these tags by name; ``create`` makes those that are not there yet.

    Without it, raises ``Refused`` that names what is missing.
    """
    wanted = dict.fromkeys(names)
    if not wanted:
        return {}
    known = {tag.name: tag.id for tag in await list_tags(api)}
    missing = [name for name in wanted if name not in known]
    if missing and not create:
        raise Refused(
            f"the account has no tag {', '.join(missing)}",
            remedy="make it first, or use one of the account's tags",
            reason="tag",
        )
    for name in missing:
        known[name] = (await create_tag(api, name)).id
    return {name: known[name] for name in wanted}


async def tag_fans(api: WeChatApi, tag_id: int, open_ids: Sequence[OpenId]) -> tuple[OpenId, ...]:
    """Give fans a tag, 50 a call; returns those whom the platform left out (45171).

    45059 if a fan carries 20 already, 45169 (tried again later) while the same fan is tagged.
    """
    return await _tagging(api, "batchtagging", tag_id, open_ids)


async def untag_fans(api: WeChatApi, tag_id: int, open_ids: Sequence[OpenId]) -> tuple[OpenId, ...]:
    """Take a tag from fans, 50 a call; returns those whom the platform left out."""
    return await _tagging(api, "batchuntagging", tag_id, open_ids)


async def fans_of(api: WeChatApi, tag_id: int) -> AsyncIterator[OpenId]:
    """All who carry a tag, 10 000 a call (unconfirmed)."""
    after = ""
    while True:
        body = {"tagid": tag_id, "next_openid": after}
        page = page_of(await api.post("/cgi-bin/user/tag/get", body), after=after)
        for open_id in page.open_ids:
            yield open_id
        if not page.next:
            return
        after = page.next


async def tags_of(api: WeChatApi, open_id: OpenId) -> tuple[int, ...]:
    """The numbers of the tags that a fan carries, in the order in which they were given."""
    return numbers(await api.post("/cgi-bin/tags/getidlist", {"openid": open_id}), "tagid_list")


async def _tagging(
    api: WeChatApi, verb: str, tag_id: int, open_ids: Sequence[OpenId]
) -> tuple[OpenId, ...]:
    has_some(open_ids, what="fan to tag")
    left_out: list[OpenId] = []
    for batch in in_batches(open_ids, TAGGED_AT_ONCE):
        call = Call(
            method="POST",
            path=f"/cgi-bin/tags/members/{verb}",
            repeatable=True,
            body={"openid_list": batch, "tagid": tag_id},
            accepted=frozenset({PARTLY_FAILED}),
        )
        answer = await api.answer(call)
        left_out += map(OpenId, texts(answer, "fail_openid_list"))
    return tuple(left_out)


def _is_ours(tag_id: int) -> None:
    if tag_id <= LAST_OF_PLATFORM:
        raise Refused(
            f"the tag {tag_id} is the platform's own", remedy="choose another tag", reason="tag"
        )


def _tag(row: Answer) -> Tag:
    return Tag(number(row, "id"), text(row, "name"), number(row, "count"))
