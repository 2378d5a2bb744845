"""The written form of bubbles: kept as it was said, and strict about what machines write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.model import UNSIGNED, Article, Byline, Content, MenuItem, MsgMenu, News
from bot.rules.contents import TYPES, form_of, kind_of, read_content, words_of
from bot.store.contents import dump_content, load_byline, load_content
from tests.contents import SAMPLES

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ARTICLES = st.builds(Article, WORDS, WORDS, WORDS, WORDS)
CONTENTS = st.one_of(
    *(
        st.builds(kind, **dict.fromkeys(kind.__dataclass_fields__, WORDS))
        for kind in TYPES.values()
        if kind not in {News, MsgMenu}
    ),
    st.builds(News, st.lists(ARTICLES, max_size=4).map(tuple)),
    st.builds(
        MsgMenu, st.lists(st.builds(MenuItem, WORDS, WORDS), max_size=4).map(tuple), WORDS, WORDS
    ),
)
BYLINES = st.builds(Byline, WORDS, st.sampled_from([None, True, False]))


@given(content=CONTENTS, byline=BYLINES)
def test_what_is_kept_comes_back_as_it_was(content: Content, byline: Byline) -> None:
    kept = dump_content(content, byline)

    assert load_content(kept) == content
    assert load_byline(kept) == byline
    assert read_content(form_of(content)) == content


def test_there_is_a_sample_of_every_type() -> None:
    assert {name: type(content) for name, content in SAMPLES.items()} == dict(TYPES)
    assert {name: kind_of(content) for name, content in SAMPLES.items()} == {n: n for n in TYPES}


def test_link_card_recorded_before_there_were_several_is_still_read() -> None:
    kept = '{"type":"news","title":"门店","description":"","url":"https://example.com/s"}'

    assert load_content(kept) == News((Article("门店", "", "https://example.com/s"),))
    assert load_byline(kept) == UNSIGNED


def test_words_are_what_can_be_read_of_a_bubble() -> None:
    assert words_of(SAMPLES["msgmenu"]) == "您满意吗？\n满意\n不满意\n谢谢"
    assert words_of(SAMPLES["news"]) == "门店"
    assert words_of(SAMPLES["miniprogrampage"]) == "到店预约"
    assert words_of(SAMPLES["image"]) == ""


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (None, "no table"),
        ([], "no table"),
        ({}, "no type None"),
        ({"type": ["text"]}, "no type"),
        ({"type": "sticker"}, "no type 'sticker'"),
        ({"type": "link", "title": "x"}, "send news with one article"),
        ({"type": "location"}, "map link"),
        ({"type": "text"}, "needs text"),
        ({"type": "text", "text": 1}, "text.text is no text"),
        ({"type": "text", "text": "a\0"}, "NUL"),
        ({"type": "image", "media_id": "m", "url": "x"}, "image has no 'url'"),
        ({"type": "news", "articles": {}}, "news.articles is no list"),
        ({"type": "news", "articles": ["x"]}, r"news.articles\[0\] is no table"),
        ({"type": "news", "articles": [{"title": "x", "no": 1}]}, r"articles\[0\] has no 'no'"),
        ({"type": "msgmenu", "items": [{"id": "1"}]}, r"items\[0\] needs content"),
        ({"type": "transfer_biz_ai_ivr", "x": 1}, "it has none"),
    ],
)
def test_what_is_no_content_is_refused_in_words(form: object, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_content(form)
