"""Words that carry courtesy or grammar but no wish: they never decide a match on their own."""

from __future__ import annotations

import re

_OPENERS = """
不好意思 打扰一下 打扰了 请问一下 请教一下 麻烦问一下 我想问一下 我想问下 我想请问 我想问
想问一下 想问下 想问 问一下 问下 麻烦您 麻烦你 麻烦 请问 请教 请您 你们好 您好 你好 哈喽
嗨 亲爱的 在吗 那个
"""
_CLOSERS = "谢谢您 谢谢你 谢谢 多谢 感谢 拜托了 拜托"
_PARTICLES = "啊 呀 哦 呢 哈 啦 嘛 噢 喔 哇 哟 诶"
_SOFTENER = "一下"
_ENGLISH_OPENERS = (
    "hi|hello|hey|excuse me|sorry|please|pls|good morning|good afternoon|good evening"
    "|can you tell me|could you tell me|can you please tell me|could you please tell me"
    "|i would like to know|i d like to know|i want to know|may i ask|can i ask"
)
_ENGLISH_CLOSERS = "please|pls|thanks|thank you|thx|thank you very much|thanks a lot|cheers"

_CHINESE_FUNCTION = """
的 了 吗 呢 吧 啊 呀 哦 么 嘛 啦 哈 嗯 额 呃 就 也 都 还 又 再 很 太 才 是 有 在 要 想 能 会
可以 可 得 着 过 和 与 或 跟 给 把 被 让 对 从 到 向 为 于 之 而 但 如果 因为 所以 我 你 您 他
她 它 我们 你们 您们 他们 咱们 大家 自己 这 那 这个 那个 这些 那些 这样 那样 这里 那里 哪 哪里
哪儿 哪个 哪些 什么 啥 怎么 怎么办 怎样 怎么样 如何 咋 为什么 为啥 谁 几 多少 多 何 何时
什么时候 时候 一下 一个 一 个 些 下 请 请问 您好 你好 麻烦 谢谢 帮 帮我 帮忙 问 问题 知道 觉得
说 看 去 来 做 弄 办 用 需要 应该 是不是 有没有 能不能 可不可以 会不会 不 没 没有 不是 好 好的
行 哪位 东西 事 事情
"""
_ENGLISH_FUNCTION = """
a an the this that these those i you he she it we they me my your his her its our their is are am
was were be been do does did have has had can could will would shall should may might must to of
in on at for from by with about as and or but if so not no yes ok okay what when where who whom
which why how please hi hello hey thanks thank there here just some any s t m d re ve ll
"""


def _alternatives(words: str) -> str:
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


_LEAD = re.compile(rf"(?:(?:{_alternatives(_OPENERS)})+|(?:(?:{_ENGLISH_OPENERS})(?: |\Z))+)")
_PARTICLE_TAIL = re.compile(rf"(?:{_alternatives(_PARTICLES)})+\Z")
_TAIL = re.compile(rf"(?:(?:{_alternatives(_CLOSERS)})+|(?:(?: |^)(?:{_ENGLISH_CLOSERS}))+)\Z")
_FUNCTION_RUN = re.compile(rf"(?:{_alternatives(_CHINESE_FUNCTION)})+")
_ENGLISH_WORDS = frozenset(_ENGLISH_FUNCTION.split())


def without_courtesy(text: str) -> str:
    """A normalised text without greeting, thanks and softening particles; itself if only those."""
    soft = _without_particles(text.replace(_SOFTENER, "")) or text
    short = soft
    lead = _LEAD.match(short)
    if lead:
        short = short[lead.end() :]
    return _without_particles(_TAIL.sub("", short).strip()) or soft


def _without_particles(text: str) -> str:
    return _PARTICLE_TAIL.sub("", text)


def says_something(text: str) -> bool:
    """Whether a normalised text holds any word beyond grammar: 怎么 and "how do I" do not."""
    rest = _FUNCTION_RUN.sub(" ", text)
    return any(word not in _ENGLISH_WORDS for word in rest.split())
