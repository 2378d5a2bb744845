"""Whatever a fan sends as words: one decision in time, never a false answer, never an apology.

All of it goes to one house: a fan who was answered says hello in between, so that nothing of the
message before is left.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest
import pytest_asyncio

from intents import pleasound
from tests.scenario.house import House, open_house
from tests.scenario.pushes import pushing_at, text_xml

WITHIN_S = 1.0  # of the platform's five, on a busy machine
ARTICLE = (
    "春分这一天，昼夜平分。古人说，元鸟至，雷乃发声，始电。城里的玉兰开了又谢，河边的柳树绿了一层，"
    "孩子们在广场上放风筝，老人坐在长椅上晒太阳，谁也不着急回家。"
)

SENT = {
    "one_letter": "a",
    "one_character": "的",
    "one_digit": "7",
    "two_thousand_characters": "噢" * 2_000,
    "only_faces": "😀👜🎉👍🏽",
    "only_platform_faces": "[微笑][微笑]/::)",
    "only_punctuation": "……！！？？~~~",
    "control_characters": "\u200b\u200e\ufeff\u2060",
    "words_between_control_characters": "今\u200b天\u200b天\u200b气\u200b好\u200b吗",
    "repetitions": "哈" * 5_000,
    "html": "<div onclick=\"alert('x')\"><b>hi</b></div>",
    "script": "<script>document.cookie</script>",
    "cdata": "]]><xml><Content>x</Content></xml>",
    "template": "{choices} {0} %s {{7*7}} ${jndi:ldap://x}",
    "sql": "'; DROP TABLE message; --",
    "article": ARTICLE * 12,
    "english_article": "The quick brown fox jumps over the lazy dog near the old river bank. " * 25,
    "mixed_scripts": "Ж今a日きょ오ก",
    "russian": "Какая сегодня погода в Москве",
    "arabic": "كيف حالك اليوم يا صديقي",
    "thai": "วันนี้อากาศเป็นอย่างไร",
    "korean": "오늘 날씨 어때요",
    "combining_marks": "h\u0334\u0321e\u0334l\u0335l\u0337o\u0338" * 50,
    "surrogate_pairs": "𠮷𠮷𠮷𡃁𡃁",
    "address": "https://example.com/a?b=c&d=" + "e" * 500,
}
ENDLESS = {
    "repetitions": "哈" * 10_000,
    "repeated_words": "噜啦啦" * 5_000,
    "repeated_conjunctions": "和，另外" * 4_000,
    "repeated_english": "lorem ipsum " * 3_000,
}
HONEST = {"fallback", "clarified", "greeted", "asked_again"}
"""What may be the outcome of words that mean nothing: no answer of the book among them."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder: Path = tmp_path_factory.mktemp("bad-input")
    async with open_house(folder) as opened:
        await opened.do("follow", source="search")
        pleasound.prepare()
        yield opened


@pytest.mark.parametrize("name", SENT)
@pytest.mark.asyncio(loop_scope="module")
async def test_whatever_is_sent_gets_one_honest_reply_in_time(shared: House, name: str) -> None:
    await shared.say("您好")
    started = monotonic()
    answer = await shared.say(SENT[name])
    spent = monotonic() - started

    assert answer
    assert (await shared.events())[-1]["outcome"] in HONEST
    assert "没能处理好" not in answer
    assert spent < WITHIN_S


@pytest.mark.parametrize("name", ENDLESS)
@pytest.mark.asyncio(loop_scope="module")
async def test_what_no_phone_can_send_is_answered_as_well(shared: House, name: str) -> None:
    """Longer than WeChat lets a fan write, but no longer than a body may be."""
    pushing, number = pushing_at(shared), 7_000 + list(ENDLESS).index(name)
    sent = text_xml(ENDLESS[name], number, fan=f"o-endless-{name}", at=pushing.now_s)
    started = monotonic()
    answered = await pushing.send(sent)
    spent = monotonic() - started

    assert answered.status == 200
    assert "<Content>" in answered.text
    assert (await shared.events())[-1]["outcome"] in HONEST
    assert spent < WITHIN_S
