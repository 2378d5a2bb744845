"""What the columns of a question list are, by the headings that people write over them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.content.workbook import Row, Table

_LOOKED_AT = 30  # rows in which the headings may stand, below a title
_LONGEST = 30


class Role(StrEnum):
    """What a column holds."""

    QUESTION = "question"
    PHRASING = "phrasing"
    KEYWORD = "keyword"
    ANSWER = "answer"
    CATEGORY = "category"
    TAG = "tag"
    ID = "id"
    ENABLED = "enabled"
    KIND = "kind"
    OTHER = "other"


ASKED = (Role.QUESTION, Role.PHRASING, Role.KEYWORD)
"""The roles whose cells hold ways of asking, the leading one first."""

# In this order: 问题分类 is a category, 回复类型 the kind of a reply, 相似问题 a phrasing.
_ROLES = tuple(
    (role, re.compile(words))
    for role, words in (
        (
            Role.OTHER,
            r"时间|日期|\bdate\b|\btime\b|[创修更]\S人|作者|author|备注|remark|note|序号|次数",
        ),
        (Role.KIND, r"(?:回复|消息|答案|reply|message|answer) ?(?:类型|type)"),
        (Role.ENABLED, r"状态|启用|生效|上线|status|enabled|active"),
        (Role.OTHER, r"匹配|match|规则名|rule ?name"),
        (Role.ID, r"^(?:id|编号|(?:问题|知识|question|faq|entry)[ _]?(?:id|编号))$"),
        (
            Role.CATEGORY,
            r"分类|类别|类目|类型|目录|主题|模块|分组|category|topic|section|group|type",
        ),
        (Role.TAG, r"标签|标记|tag|label"),
        (Role.KEYWORD, r"关键[字词]|触发|keyword|trigger"),
        (
            Role.PHRASING,
            r"相似|扩展|拓展|同义|近似|其[他它]问|更多问|问法|说法|类似|similar|alternat|variation"
            r"|variant|synonym|paraphras|phrasing|utterance|other question|also asked",
        ),
        (Role.ANSWER, r"答案|答复|回复|回答|解答|话术|^答$|answer|reply|response|^a$"),
        (Role.QUESTION, r"问题|标准问|提问|咨询|标题|知识点|^问$|question|title|query|^q$|^faq$"),
    )
)
_LANGUAGES = (
    ("en", re.compile(r"英[文语]|english|\ben\b")),
    ("zh-Hant", re.compile(r"繁体|繁中|traditional|zh-?hant|\bhk\b|\btw\b")),
    ("zh", re.compile(r"中文|简体|chinese|simplified|zh(?:-?hans|-?cn)?\b")),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is taken. ``lang`` is empty where the heading names no language."""

    index: int
    role: Role
    lang: str
    heading: str


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of headings and what its columns are, in their order."""

    row: int
    columns: Sequence[Column]

    def of(self, *roles: Role) -> list[Column]:
        """The columns of these roles, in the order of the roles."""
        return [column for role in roles for column in self.columns if column.role is role]


def find_headings(table: Table) -> Headings | None:
    """The first row that names a question and an answer, if there is one near the top."""
    for row in table.rows[:_LOOKED_AT]:
        headings = _headings(row)
        if headings.of(Role.ANSWER) and headings.of(*ASKED):
            return headings
    return None


def _headings(row: Row) -> Headings:
    columns = [_column(index, text) for index, text in enumerate(row.cells) if text]
    return Headings(row.number, columns)


def _column(index: int, heading: str) -> Column:
    from intents.text import simplified  # noqa: PLC0415 - keeps its dictionaries out of the way

    words = simplified(unicodedata.normalize("NFKC", heading).lower())
    lang = next((name for name, form in _LANGUAGES if form.search(words)), "")
    bare = re.sub(r"\([^)]*\)|\[[^]]*\]|【[^】]*】", " ", words)
    bare = re.sub(r"[\d*:_#.?!、]+", " ", bare).strip() or words.strip("()[] ")
    role = Role.OTHER
    if len(heading) <= _LONGEST:
        role = next((role for role, form in _ROLES if form.search(bare)), Role.OTHER)
    return Column(index, role, lang, " ".join(heading.split()))
