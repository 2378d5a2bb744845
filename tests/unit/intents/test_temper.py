"""Anger at the house: heard in its words, never in a plain question."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter

import pytest

from intents.temper import is_angry

QUESTIONS = Path(__file__).parents[2] / "questions"

ANGRY = """
气死我了 | 气死 | 什么破店 | 什么破玩意 | 垃圾 | 垃圾品牌 | 你们就是垃圾 | 太垃圾了 | 差评
给你们差评 | 骗子 | 你们是骗子 | 骗子公司 | 忽悠人呢 | 别忽悠我 | 傻逼 | SB | 妈的
你妈的 | 真他妈慢 | 你们他妈是聋了吗 | 妈的怎么还没到 | 气到我了 | 去你的吧 | 你个废物
他妈的什么玩意 | 滚 | 滚蛋 | 废物 | 你是智障吗 | this is ridiculous | ridiculous | what the fuck
wtf | this is bullshit | useless bot | you are useless | worst service ever | i'm so angry
your service is terrible | this is unacceptable | fed up with you | what a joke | 仆街
顶你个肺 | 激气 | 乜垃圾服务 | 什么态度 | 太过分了 | 受够了 | 受不了你们了 | 耍我呢 | 糊弄谁呢
没一句有用的 | 说的都是废话 | 你会不会说人话 | 真无语 | 无语死了 | 离谱 | 坑爹 | 太坑了
一群废物 | 有病吧 | 辣鸡 | 投诉你们这帮骗子 | scammers | you people are scammers | pathetic
disgusting service | this sucks
"""
CALM = """
垃圾桶 | 购物袋能当垃圾袋吗 | 遇到骗子冒充你们怎么办 | 我被骗了 | 我被骗子骗了 | 包破了
破损怎么办 | 破洞能补吗 | 这个包破了什么时候修 | 香水味道恶心想吐 | 耳环过敏很恶心
老公说会差评 | 有差别吗 | 太贵了吧 | is it dumb to wear it in rain | this bag is awfully nice
包的质量有差别吗 | damn nice bag | 老子想买包 | 滚边能修吗 | 滚轮行李箱坏了 | 操作手册在哪
怎么操作 | 草编包 | 去死皮 | 神经病变 | 无语言障碍 | 有病毒吗
给妈妈的生日礼物推荐 | 我妈妈的表坏了 | 订单电话要改成我妈妈的 | 我妈的包 | 姑妈的围巾 | 给他妈妈买
她妈妈喜欢红色 | 他妈过生日送什么 | 给她妈买什么 | 是他妈的吗 | 香气到晚上还有吗 | 天气到零下能戴吗
注册那个会员要钱吗 | 手册那一页讲保养 | 你们回收皮包吗 | 可以收皮带吗 | 薰衣草你们还有吗
体操你们赞助吗 | 防火大衣 | 打火大概多少钱 | 去你的店怎么走 | 下午去你的专柜 | 废物利用
差评多吗 | 没用的东西能退吗 | sick of my old bag | what a shame you closed | damn it is beautiful
"""


def _listed(block: str) -> list[str]:
    return [item.strip() for line in block.strip().splitlines() for item in line.split(" | ")]


def test_anger_is_heard() -> None:
    assert [said for said in _listed(ANGRY) if not is_angry(said)] == []


def test_words_of_anger_about_things_and_others_are_calm() -> None:
    assert [said for said in _listed(CALM) if is_angry(said)] == []


@pytest.mark.parametrize("name", ["in_scope", "out_of_scope"])
def test_plain_question_is_calm(name: str) -> None:
    """Only a complaint may sound angry."""
    lines = (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    angry = [row for row in rows if is_angry(row["text"]) and row["entry"] != "complaint.raise"]

    assert angry == []


@pytest.mark.parametrize("piece", ["就是", "你们", "talk to ", "妈", "真的太好"])
def test_endless_repetition_costs_no_time(piece: str) -> None:
    started = perf_counter()
    is_angry(piece * 10_000)

    assert perf_counter() - started < 0.5
