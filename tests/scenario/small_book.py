"""A content folder of a few entries, quick to read and to learn, and what it does not answer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.scenario.house import House

ENTRIES = """
entries:
  - id: returns.window
    questions: [买了不合适可以退吗, 退货期限是多少天, 收到以后几天内能退货, 我想退货,
      can I return an item]
    answer: {zh: 自签收之日起 7 天内可以退货。, en: Within 7 days of delivery.}
  - id: size.ring
    questions: [戒指怎么量尺寸, 戒指尺码怎么选, 圈口怎么量, 指围怎么测,
      how do I measure my ring size]
    answer: 请用细纸条绕指根一圈量出长度。
  - id: hours.store
    questions: [门店几点开门, 营业时间是几点到几点, 你们几点关门, 周末营业吗, opening hours]
    answer: 每天 10:00 至 22:00。
  - id: service.human
    service: human
    questions: [转人工, 人工客服, 我要找真人, 有人吗, talk to a human]
"""
COFFEE = ("店里有咖啡吗", "请问店里有咖啡吗？", "店里提供咖啡吗", "我电话13812345678，店里有咖啡吗")
DOGS = ("可以带狗进店吗", "能带狗进店吗")
WIFI = ("wifi密码多少",)


def write_book(folder: Path) -> Path:
    """The folder ``faq`` below this one."""
    answers = folder / "faq" / "answers"
    answers.mkdir(parents=True)
    (answers / "house.yaml").write_text(ENTRIES, encoding="utf-8")
    return folder / "faq"


async def ask_in_turn(house: House, questions: Iterable[str]) -> None:
    """Each question by another fan, who follows first."""
    for number, text in enumerate(questions):
        fan = house.fan(number)
        await house.do("follow", fan)
        await house.say(text, fan)
