"""Anger, told from its words: curses, contempt for the house, the end of patience.

It decides nothing about what was asked; it only says that a person had better be offered.
Words that are also used of things (垃圾桶) or of a third party (遇到骗子冒充你们) count only where
they are aimed at the house.
"""

from __future__ import annotations

import re

from intents.text import normalise

LONGEST = 400
"""Characters that are searched; a pasted article is nobody's anger."""
_HOUSE = "[你们哋家贵司这种什么乜真太好都就全简直一群帮是系的个死]"
_THINGS = (
    "(?:公司|品牌|牌子|店家?|商家|平台|服务|客服|态度|质量|东西|玩意|产品|系统|机器人|智能|助手"
    "|公众号|售后|机械人)"
)
# A mother is mostly one: 妈妈的包, 我妈的表, 送他妈的礼物, 她妈喜欢红色.
_MOTHERS = r"(?!妈|咪|过生|的?(?:生日|礼物)|的?吗|喜欢|想|要|穿|戴|背|用|买)"
_CURSES = (
    rf"(?<![给送替帮陪和跟])[他她]妈{_MOTHERS}|(?<![妈爸我您咱他她大姑姨舅婶奶干宝后继岳养])妈的{_MOTHERS}"
    "|tmd|tnnd|妈个|妈逼|(?<!体)操你|(?<![香衣])草你(?![们家])|艹|cnm|nmsl|草泥马|去死(?!皮)"
    "|王八蛋|混蛋|混账"
    "|狗屁|狗屎|放屁|屁用|屁话|有毛用|滚蛋|滚犊子"
    "|傻[逼比bx叉]|煞笔|沙比|脑残|智障|弱智|有病吧|神经病吧|不要脸|臭不要脸|缺德|畜生|垃圾玩意"
    "|人渣|去你的(?=吧|破|$)"
    "|仆街|扑街|顶你个?肺|黐线|痴线|屎忽|死蠢|(?<!回)收皮(?![包具带鞋衣料])|食屎|冚家|瘪三|(?<![注手画名相图])册那|龟儿子|你丫"
)
_ANGRY = re.compile(
    rf"{_CURSES}"
    rf"|^(?:sb|滚|废物|骗子|垃圾|差评|无语|辣鸡|无耻|离谱|坑人|坑爹|扯淡|过分|恶心)+(?:吧|啊|了"
    rf"|呀)?$"
    rf"|气死|气炸|(?<![香天热水空湿冷暖])气到|(?<![防打灯])火大(?![概道衣])|火滚|忍无可忍|受够了|受不了你们|激气|嬲(?:爆|死)|发火了|要疯了|抓狂"
    rf"|恼火"
    rf"|什么破(?!损|洞)|乜嘢?(?:垃圾|烂)|破(?:玩意|店$|公司|品牌|客服|机器人|服务|系统)"
    rf"|什么鬼(?:东西|服务|客服)|什么态度|啥态度"
    rf"|(?:垃圾|辣鸡|拉圾|烂){_THINGS}|无语(?:死|了|$)|服了你|(?:真|我)服了|烦死你|^烦死了?$"
    rf"|(?:都是|全是|一堆|净说|尽说)废话|废话连篇|说人话|没一句有用|装死|闭嘴|敷衍(?:谁|我|人)"
    rf"|听得懂(?:中文|人话)吗|死光|死绝|{_HOUSE}+(?:垃圾|辣鸡)(?!桶|袋|箱|分)"
    rf"|(?:^|[给写打发]|必须|直接|等着)(?:你们?|个|了)?差评(?![多有怎会])|差到(?:爆|极)|差劲(?:透|死)|太差劲"
    rf"|烂透|烂死"
    rf"|(?:你们|你哋|这家)(?:是|就是|都是|系|全是|真是)?(?:个|群|帮|大)?骗(?:子|人|钱|我)"
    rf"|骗子(?:公司|店|商家|品牌)|[这那]帮骗子|骗我钱(?!财)"
    rf"|忽悠(?:我|人|谁|鬼|消费者|傻子)|你们?.{{0,3}}忽悠|把我当(?:傻|猴)|耍(?:我|人)(?:呢|玩|吗"
    rf"|啊)|糊弄(?:我|人|谁)"
    rf"|(?:太|真|很|好)(?:过分|离谱|恶心|坑)(?:了|人|吧|啊)|曝光你们|法庭见|一直踢皮球|踢皮球"
    rf"|再也不(?:会|来|买)(?:你们|了)|失望透|寒心|没用的东西(?![能可怎])"
    r"|废物(?!利用|做|回收)"
)
_ANGRY_ENGLISH = re.compile(
    r"\b(?:wtf|fuck(?:ing|ed|s)?|fk|bullsh[i1]t|shit(?:ty)?|crap(?:py)?|asshole|bastards?"
    r"|idiots?|morons?"
    r"|dumbass|dumb bot|screw you|piss(?:ed)? off|go to hell|damn (?:it(?! is| s)|you|bot))\b"
    r"|\b(?:is|are|so|this|it s|its|absolutely|totally|completely|just|your|what an?|such an?"
    r"|the) (?:\w+ )?"
    r"(?:ridiculous|unacceptable|outrageous|disgusting|pathetic|appalling|disgraceful|useless"
    r"|rubbish|garbage"
    r"|a joke|an? disgrace|terrible|horrible|awful)\b"
    r"|^(?:\w+ )?(?:ridiculous|unacceptable|outrageous|disgusting|pathetic|useless|scammers?"
    r"|joke|terrible|awful"
    r"|horrible)(?: (?:service|company|brand|bot|answer|store|experience|people))?$"
    r"|\bworst (?:service|company|brand|store|shop|experience|customerservice|customer|bot)\b"
    r"|\b(?:fed up|sick of(?! my)|sick and tired|had enough of|so angry|so mad|furious|livid"
    r"|never (?:buying|shopping|coming)|waste of (?:my )?(?:time|money)"
    r"|rip ?off|what a (?:joke|mess|scam)|this is (?:all )?a scam|you scammed"
    r"|you (?:people )?are (?:all )?(?:liars|thieves|scammers)|shame on you|you suck|this sucks"
    r"|how dare)\b"
)


def is_angry(text: str) -> bool:
    """Whether these words are said in anger at the house; ``text`` is as the fan wrote it."""
    said = normalise(text[:LONGEST])
    return bool(_ANGRY.search(said) or _ANGRY_ENGLISH.search(said))
