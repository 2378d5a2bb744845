"""Which addresses are looked for in the texts that fans get."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.domains import links_in
from bot.content.library import load_library
from bot.content.sent import SentText

ANSWERS = """entries:
  - id: a.b
    questions: [www.elsewhere.example, 乙二, 丙三, 丁四, 戊五]
    answer: {zh: 好的, zh-Hant: 詳見 evil.example/x, en: see www.veland.example}
"""


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("看 https://a.example/b?c=1。好", ["https://a.example/b?c=1"]),
        ("官网www.veland.example查看", ["https://www.veland.example"]),
        ("见 care.veland.example，或 shop.brand.com.cn/x 页", [
            "https://care.veland.example", "https://shop.brand.com.cn/x"]),
        ("写信到 info@veland.example", []),
        ('<a href="https://a.example">a.example</a>', ["https://a.example", "https://a.example"]),
        ("约 3.5 万件。OK.好", []),
        ("hours.store", []),
        ("版本 8.0.com", ["https://8.0.com"]),
    ],
)  # fmt: skip
def test_addresses_are_found_with_and_without_a_scheme(text: str, urls: list[str]) -> None:
    assert [link.url for link in links_in([SentText("a.yaml", (1, 1), text)])] == urls


def test_every_language_and_the_shops_are_searched(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "a.yaml").write_text(ANSWERS, "utf-8")
    (tmp_path / "domains.yaml").write_text(
        "domains: [{host: www.veland.example, owner: 维岚}]\n", "utf-8"
    )
    (tmp_path / "stores.yaml").write_text(
        """stores:
  - id: a.b
    name: {zh: 一店, en: One}
    country: CN
    city: {zh: 上海, en: Shanghai}
    district: {zh: 静安区, en: Jing'an}
    address: {zh: 见 https://map.example/1, en: see the map}
    phone: "+86 21 0000 0101"
    location: {latitude: 31.2, longitude: 121.4, datum: gcj02}
    timezone: Asia/Shanghai
""",
        "utf-8",
    )
    _, problems = load_library(tmp_path)

    assert [(Path(problem.path).name, problem.line) for problem in problems] == [
        ("a.yaml", 4),
        ("stores.yaml", 7),
    ]
    assert all("which is not listed" in problem.message for problem in problems)
