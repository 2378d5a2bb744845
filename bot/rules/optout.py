"""Words with which a fan stops promotions, and takes that back: heard before anything else.

The words are those that Chinese senders must honour in every message (TD, 退订), their
traditional forms and the English ones. Only the whole message counts: "怎么退订会员" is a question.
*Source:* MIIT, rules for short-message services, article 19; Advertising Law, article 43.
"""

from __future__ import annotations

from typing import Literal

from intents.text import normalise

Wish = Literal["stop", "resume"]

_STOP = frozenset(
    {
        *(
            "退订",
            "我要退订",
            "取消订阅",
            "退订消息",
            "退订推送",
            "停止推送",
            "取消推送",
            "关闭推送",
        ),
        *("不再推送", "不要再推送", "别再推送", "不要推送", "别推送", "拒收", "t", "td"),
        *("unsubscribe", "stop", "opt out", "optout", "no more promotions"),
    }
)
_RESUME = frozenset(
    {"恢复推送", "恢复订阅", "重新订阅", "重新推送", "继续推送", "ty", "resume", "resubscribe"}
)
_BEFORE = ("请帮我", "请给我", "麻烦", "帮我", "我想", "我要", "请", "回复", "please ")
_AFTER = ("谢谢", "吧", "了", "啊", "呀", " please", " thanks", "消息", "信息")


def wish_of(text: str) -> Wish | None:
    """What a whole message asks of promotions, or nothing."""
    said = normalise(text)
    for form in (said, _bare(said)):
        if form in _STOP:
            return "stop"
        if form in _RESUME:
            return "resume"
    return None


def _bare(said: str) -> str:
    for prefix in _BEFORE:
        said = said.removeprefix(prefix)
    for suffix in _AFTER:
        said = said.removesuffix(suffix)
    return said.strip()
