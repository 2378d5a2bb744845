"""The paraphrase embedding: what it learns, how fast it answers."""

from __future__ import annotations

import time

import numpy as np
import pytest

from intents.embedding import Embedding, train

# Ways of saying four things that share no characters with one another within their row.
WAYS = {
    "parking": ["停车", "泊位", "放车的地方", "where can I park"],
    "wifi": ["无线网", "上网密码", "wifi", "internet access"],
    "toilet": ["洗手间", "卫生间", "厕所", "restroom"],
    "lost": ["失物", "东西落在店里", "丢了围巾", "left my scarf"],
}
FRAMES = ["{}", "请问{}", "{}在哪里", "你们有{}吗", "想问一下{}", "{}怎么弄", "那个{}呢"]


@pytest.fixture(scope="module")
def trained() -> Embedding:
    return train(
        {
            name: [frame.format(way) for way in ways for frame in FRAMES[:5]]
            for name, ways in WAYS.items()
        },
        epochs=30,
    )


def test_what_was_confirmed_together_is_near_though_no_character_is_shared(
    trained: Embedding,
) -> None:
    texts = [frame.format(way) for ways in WAYS.values() for way in ways for frame in FRAMES[5:]]
    entries = np.repeat(np.arange(len(WAYS)), 8)
    near = trained.encode(texts) @ trained.encode([ways[0] for ways in WAYS.values()]).T

    assert (near.argmax(axis=1) == entries).mean() > 0.9
    unlearned = train({"none": texts}, epochs=0)
    before = unlearned.encode(["厕所"]) @ unlearned.encode(["洗手间"]).T
    assert before[0, 0] < 0.5 < (trained.encode(["厕所"]) @ trained.encode(["洗手间"]).T)[0, 0]


def test_rows_have_length_one_or_none(trained: Embedding) -> None:
    rows = trained.encode(["停车", "", "👍", "停" * 5_000, "ﬀ\x00"])

    assert rows.dtype == np.float32
    lengths = np.linalg.norm(rows, axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-3) | (lengths == 0))
    assert trained.encode([]).shape == (0, rows.shape[1])


def test_the_same_texts_give_the_same_vectors() -> None:
    first, again = (train(WAYS, epochs=2) for _ in range(2))

    assert first.version == again.version
    assert first.version != train({**WAYS, "more": ["礼品卡", "购物卡"]}, epochs=2).version


@pytest.mark.parametrize("texts_of", [{}, {"one": ["停车"]}, {"empty": [], "blank": ["", "  "]}])
def test_nothing_to_learn_from_gives_an_encoder_all_the_same(
    texts_of: dict[str, list[str]],
) -> None:
    assert train(texts_of).encode(["停车"]).shape[0] == 1


def test_a_short_question_costs_a_tenth_of_a_millisecond(trained: Embedding) -> None:
    spent = []
    for _ in range(200):
        before = time.thread_time_ns()
        trained.encode(["请问你们店里有停车的地方吗"])
        spent.append(time.thread_time_ns() - before)

    assert sorted(spent)[100] / 1e6 < 0.1
