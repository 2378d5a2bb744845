"""Words that a brand must not, or had better not, write to fans: one list, for editors and agents.

Whether a word offends depends on what stands beside it, so every rule names its context: 最近的门店
and 最好先擦干 are no claims, 最好的品质 is one. What only counsel can decide is a warning; an error
is what the law or the platform names itself.
*Source:* Advertising Law of the PRC, article 9(3); SAMR's guide to enforcing it against absolute
wording (广告绝对化用语执法指南, 2023 no. 6), articles 5 and 6, for what is no claim; WeChat's rules
against inducing shares and follows (微信外部链接内容管理规范, 微信公众平台运营规范); Price Law of
the PRC, article 14, on misleading prices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.content.sent import SentText
from intents.text import has_han, simplified
from intents.types import Problem, Severity

Kind = Literal["absolute", "lure", "spelling", "price"]


@dataclass(frozen=True, slots=True)
class WordingFault:
    """One doubtful piece of a text: the words as they were matched, what is wrong, the remedy."""

    kind: Kind
    words: str
    message: str
    remedy: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    pattern: re.Pattern[str]
    says: str
    remedy: str
    severity: Severity = "warning"


_SCOPE = "(?:全球|全世界|世界|全国|国内|中国|亚洲|业内|业界|行业|同行|同类|全网|市场|销量)"
_MATERIALS = (
    "羊毛|羊绒|羊羔|真丝|桑蚕丝|蚕丝|丝|纯?棉|亚麻|麻|小?牛皮|小?羊皮|皮革|聚酯|尼龙|锦纶|涤纶|再生|可回收|"
    "cotton|silk|wool|cashmere|leather|linen|polyester|recycled|recyclable"
)
_ABSOLUTE = "is an absolute claim"
_PLAIN = "say what is so and can be shown: a material, a year, a test"
_LURE = "lures fans into sharing or following, which WeChat punishes"
_NO_LURE = "offer it without a condition, or drop it"


def _rule(
    pattern: str, says: str = _ABSOLUTE, remedy: str = _PLAIN, severity: Severity = "warning"
) -> _Rule:
    kind: Kind = "absolute" if says == _ABSOLUTE else "lure" if says == _LURE else "spelling"
    return _Rule(kind, re.compile(pattern, re.IGNORECASE), says, remedy, severity)


_RULES: tuple[_Rule, ...] = (
    # Named by the law itself. 最佳佩戴时间 and the like are hints for use (guide, article 6).
    _rule(r"国家级(?!非遗|非物质|博物馆|文物|公园|实验室)|最高级(?!会员)", severity="error"),
    _rule(
        r"最佳(?![^，。；！？\s]{0,6}(?:期|时间|时机|状态|温度|湿度|距离|位置|女|男|导演|影片))",
        severity="error",
    ),
    # A comparison with everybody else. 全球第一时间, 全国第一家店 tell an order, not a rank.
    _rule(
        _SCOPE + r"[^，。；！？\s]{0,3}(?:第一(?![时次步个批位天年季代家款场站件])|排名第一"
        r"|最[好佳优强贵美]|最高[^，。]{0,2}(?:品质|标准|水准)|顶级|顶尖|唯一(?![编码标]))",
        severity="error",
    ),
    # 最好 before a verb is advice, before 办法 or 时间 as well.
    _rule(
        r"最好的(?!.{0,4}(?:办法|方法|方式|时间|时候|状态|朋友|祝))"
        r"|(?:品质|质量|做工|手感|材质|皮质|服务|口碑|设计|价格)(?:都?是)?最好"
    ),
    _rule(
        r"最(?:优质|优秀|先进|完美|顶级|顶尖|高端|奢华|尊贵|时尚|受欢迎|畅销|专业|权威|安全|可靠|划算|超值|实惠)"
        r"|最便宜|最低价|最高品质|最优"
    ),
    _rule(r"第一(?:品牌|大?牌(?!子)|选择)|(?:销量|排名|口碑|品质)第一"),
    _rule(
        r"顶级|顶尖|极品|至尊(?!会员|卡)|绝无仅有|独一无二|史无前例|前所未有|无与伦比|举世无双|无可比拟"
    ),
    _rule(
        r"(?<!不)唯一(?![编码标性序身凭缺不号])(?!的?(?:方式|办法|方法|编号|号码|对应|途径|需要))"
    ),
    _rule(rf"(?:\b100\s*%|百分之百|百分百)(?!\s*(?:{_MATERIALS}))"),
    _rule(
        r"绝对(?:安全|正品|有效|不会|没有|放心|保真)|永不(?:褪色|变形|磨损|掉色|生锈)|稳赚|必定升值|保证升值"
    ),
    _rule(
        r"\bworld'?s (?:best|finest|leading|greatest|number one|no\.? ?1)\b|\bnumber one brand\b"
        r"|\bthe (?:very )?best (?:brand|quality|bags?|watch(?:es)?|prices?|leather)\b"
        r"|\b(?:unrivalled|unrivaled|unbeatable|second to none)\b"
    ),
    # Sharing against a reward, then following against one, then urging and disguised spellings.
    _rule(
        r"(?:分享|转发|发送?)[^。！？\n]{0,8}(?:朋友圈|好友|微信群|群里)[^。！？\n]{0,10}"
        r"(?:领|抽奖|赢|得奖|返现|返券|免单|红包|优惠券|有礼|送礼|送您|送你|即可获)"
        r"|(?:分享|转发)(?:有礼|即送|就送|可得|即可领|领券|领红包|抽奖)|集赞|集满?\s*\d+\s*个?赞",
        _LURE,
        _NO_LURE,
        "error",
    ),
    _rule(
        r"关注(?:有礼|即送|就送|领券|领红包|抽奖)"
        r"|关注[^。！？\n]{0,8}(?:即可领|领取?红包|送红包|抽奖|领礼)"
        r"|邀请[^。！？\n]{0,4}好友[^。！？\n]{0,8}(?:领|返现|返券|红包|奖励)",
        _LURE,
        _NO_LURE,
    ),
    _rule(r"不转不是|转疯了|速转|必转|看完请转发", _LURE, "leave the choice to the fan"),
    _rule(
        r"薇信|威信号|加\s*[vV]信|\b[vV][xX]号?\b",
        "is a disguised spelling that WeChat takes for spam",
        "write 微信, or name the channel plainly",
    ),
)

_AMOUNT = r"\d[\d,.，]*"
_PRICE = re.compile(
    rf"(?:[¥￥€£]|(?:RMB|CNY|HK\$|US\$|NT\$|S\$|\$|MOP|USD|EUR|HKD|JPY|GBP))\s*(?P<a>{_AMOUNT})"
    rf"|(?P<b>{_AMOUNT})\s*[百千万]?(?:元|块钱|欧元|美元|美金|港币|港元|澳门元|日元|英镑|人民币"
    r"|RMB\b|CNY\b|EUR\b|HKD\b|USD\b|euros?\b|yuan\b|dollars?\b)"
    r"|[一二两三四五六七八九十百千万几数]{1,8}(?:元|块钱|欧元|美元|港币|港元)(?![桥里化论店])",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"截至|截止|有效期至|\d{4}\s*年\s*\d{1,2}\s*月|\d{4}-\d{2}|\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|\bas of\b|\b(?:valid )?until \d|\b(?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December) (?:\d{1,2},? )?\d{4}",
    re.IGNORECASE,
)


def faults_in(text: str, *, dated: bool = False) -> tuple[WordingFault, ...]:
    """What counsel would ask about in a text, in any script, in the order of the rules.

    A price needs a date beside it, unless ``dated`` says that the text has one elsewhere.
    """
    plain = simplified(text) if has_han(text) else text
    return tuple(_in_words(plain)) + tuple(_in_prices(plain) if not dated else ())


def wording_problems(texts: Iterable[SentText]) -> Iterator[Problem]:
    """The same for every text of a content folder, each fault at the text that holds it."""
    for sent in texts:
        for fault in faults_in(sent.text, dated=sent.dated):
            message = f"「{fault.words}」 {fault.message}"
            yield Problem(sent.path, *sent.mark, message, fault.remedy, fault.severity)


def _in_words(text: str) -> Iterator[WordingFault]:
    covered: list[tuple[int, int]] = []
    for rule in _RULES:
        for found in rule.pattern.finditer(text):
            start, end = found.span()
            if not any(start < other and first < end for first, other in covered):
                covered.append((start, end))
                words = found[0].strip()
                yield WordingFault(rule.kind, words, rule.says, rule.remedy, rule.severity)


def _in_prices(text: str) -> Iterator[WordingFault]:
    if _DATE.search(text):
        return
    for found in _PRICE.finditer(text):
        digits = found["a"] or found["b"] or "1"
        if digits.strip(".,，0"):
            yield WordingFault(
                "price",
                found[0].strip(),
                "is a price without a date",
                "write the day it holds from or until (截至2026年5月31日), set valid_until, or "
                "leave the number to an advisor",
                "warning",
            )
