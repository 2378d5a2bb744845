"""Fans' words made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.filler import says_something, without_courtesy
from intents.text import MAX_CHARS, language, normalise, simplified


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("ＡＢＣ　１２３！", "abc 123"),
        ("請問這款錶可以維修嗎？", "请问这款表可以维修吗"),
        ("退货😀😀[微笑]怎么弄/::)？", "退货怎么弄"),
        ("Hello,   WORLD...", "hello world"),
        ("iPhone 手机 壳", "iphone手机壳"),
        ("退\u200b货\x00", "退货"),
        ("哈哈哈哈哈哈哈", "哈哈哈"),
        ("<b>退货</b>", "b退货b"),
        ("👍🏽🇨🇳", ""),
        ("？！。…", ""),
        ("", ""),
    ],
)
def test_a_message_is_folded_to_its_comparable_form(said: str, plain: str) -> None:
    assert normalise(said) == plain


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    plain = normalise(text)

    assert normalise(plain) == plain


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_only_words_and_single_spaces_remain(text: str) -> None:
    plain = normalise(text)

    assert plain == plain.strip()
    assert "  " not in plain
    assert all(char.isalnum() or char == " " for char in plain)


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="退货怎么弄abc 1", max_size=60))
def test_punctuation_around_a_text_changes_nothing(text: str) -> None:
    assert normalise(f"  {text}？！🙂") == normalise(text)


def test_half_a_character_is_an_unknown_one() -> None:
    assert simplified("\ud83d退貨\udc00") == "\ufffd退货\ufffd"


def test_a_text_of_any_length_is_capped() -> None:
    assert len(normalise("退货怎么弄" * 10_000)) <= MAX_CHARS


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("怎么退货", "zh"),
        ("怎麼退貨", "zh-Hant"),
        ("著名的后海里面", "zh"),
        ("how do I return it", "en"),
        ("iPhone 壳", "zh"),
        ("", "zh"),
        ("👍", "zh"),
    ],
)
def test_the_language_is_told_by_the_script(said: str, lang: str) -> None:
    assert language(said) == lang


@pytest.mark.parametrize(
    ("said", "core"),
    [
        ("您好请问一下可以退货吗谢谢", "可以退货吗"),
        ("麻烦问下怎么退呀", "怎么退"),
        ("hello can you tell me where is the store please", "where is the store"),
        ("你好", "你好"),
        ("谢谢", "谢谢"),
        ("你好呀", "你好"),
        ("谢谢啦", "谢谢"),
        ("呀", "呀"),
        ("怎么退呀谢谢", "怎么退"),
        ("亲子装有吗", "亲子装有吗"),
    ],
)
def test_courtesy_is_taken_off_unless_it_is_all(said: str, core: str) -> None:
    assert without_courtesy(said) == core


@pytest.mark.parametrize(
    "said", ["怎么", "怎么办呢", "是什么", "how do i", "what is the", "吗", ""]
)
def test_grammar_alone_says_nothing(said: str) -> None:
    assert not says_something(said)


@pytest.mark.parametrize("said", ["退货", "怎么退货", "return", "how do i return", "表"])
def test_a_content_word_says_something(said: str) -> None:
    assert says_something(said)
