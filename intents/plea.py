"""A plea for a person, or a complaint, told from its words: heard however it is written.

A grammar, not a list of sentences: persons, verbs of wishing and small words. A clause that is
made of these alone is a plea (能不能来个活人啊), and a verb right before a person is one anywhere
in a message (包坏了给我转人工). Whoever merely mentions people says more: 客服电话多少, 人工费,
顾问几点上班. By sound (``pleasound``) the same holds for slips of the keyboard and typed pinyin.
"""

from __future__ import annotations

import re
from typing import Literal

from intents.pleasound import sounds_like_plea
from intents.pleawords import is_english_complaint, is_english_plea
from intents.text import has_han, normalise

Plea = Literal["person", "complaint", "contact"]

LONGEST = 400
"""Characters that are searched; a plea is short, a pasted article is none."""
_HAN_GAP = r"(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])"
_CLAUSE_ENDS = re.compile(rf"{_HAN_GAP}|[\n。！？!?；;，,、~～…:：]+|\.(?=\s|$)|\s[-—]+\s")


_NING = re.compile(r"(?<=[有个寻叫没])宁")
"""人 as Shanghai says it."""
_LATIN = re.compile(r"[a-z][a-z ]*")


def _words(listed: str) -> str:
    words = sorted(listed.split(), key=len, reverse=True)
    # A Latin word ends where its letters do: "ca" does not begin "call".
    return "|".join(f"{word}(?![a-z])" if word.isascii() else word for word in words)


_ADJECTIVES = (
    "(?:(?:在线|专属|品牌|售后|售前|官方|人工|真人|一对一|专业)的?"
    "|(?:会|能|懂)(?:说|讲)?[一-龥]{0,3}的|(?:负责|管)[一-龥]{1,4}的)*"
)
_SERVING = _words(
    """
    人工 人工服务 人工台 人工坐席 人工座席 人工接待 人工客服 真人 活人 大活人 真的人 真正的人
    人类 客服 客服人员 客服小姐姐 客服小姐 客服小哥 客服妹妹 客服妹子 客服姐姐 客服专员 客服代表
    客服经理 客户经理 客户服务 客户代表 客服部 客服mm 接线员 接线生 话务员 接待员 坐席 座席 专员
    专人 顾问 工作人员 负责人 值班经理 管事的 管事的人 主事的 能做主的 能做主的人 懂的人
    能解决问题的人 会说话的人 转接 转接线 接线 销售小姐姐 销售人员 销售顾问 真人服务 客服服务
    在线服务 服务人员 客服主任 客户主任 kefu rengong human humans agent representative operator
    在线客服 客服大大 客服老师 客服亲 客服宝宝 客服大哥 客服大姐 客服美女 客服帅哥 能说话的人
    能做主的人 值班的人 值班人员
    """
)
"""Whoever serves; the word alone is a plea."""
_CALLED = _words(
    """
    经理 主管 店长 领导 老板 上级 上司 负责的 同事 员工 职员 小姐姐 小哥哥 小哥 美女 销售 sales
    sa ca 人手 人员 阿姐 师傅 主任 活的 喘气的 会说话的 管事儿的 导购 店员 柜姐 柜哥 服务员
    专业的 专业人士 懂行的 说人话的 会说人话的 在线的 后台 你们的人 你们那边的人 真实的人 staff
    manager supervisor sb advisor
    """
)
"""Whoever may also be merely addressed (老板你好): a verb of wishing makes it a plea."""
_WISHES = _words(
    """
    跟进 覆 复 复我 转 转到 转给 转去 转一下 转下 接 接通 接入 接到 接过来 找 找到 联系上
    联系得上 搵 揾 叫 喊 换 唤 要 想要 需要 请 联系 联络 呼叫 安排 派 给 让 跟 和 同 与 对 聊
    聊聊 唠 唠唠 聊天 谈 谈谈 说话 说说 说 讲 讲话 讲讲 倾 倾计 倾偈 沟通 对话 通话 交流 咨询
    回答 解答 回复 回应 回话 答复 值班 整 寻 驳 驳去 驳线 转驳 应 应下 摇 安排 接电话 木有 没得
    冇得 睡 死光 死光了 死绝 打给 打给我 回电 抓 召唤 通个话 通话 接待 处理 解决 帮忙 帮助 协助
    帮到 帮得到 帮 来 出来 出嚟 嚟 过来 过嚟 出现 上线 在线 在不在线 在不在 在吗 在么 在嘛 在
    喺度 喺唔喺度 喺 有没有 有冇 有 没有 没 冇 理 理我 理会 管 管管 见 见见 死哪去了 去哪了
    去哪儿了 去边 连 连接 连线 接线 接听 切换 切到 跳转 升级 介入 对接 call 呼 哪去了 哪里 哪儿
    边度 求 请求 申请 听 直连 对线 露面 打电话 语音 答 回 问 还没来 不来 冒个泡
    """
)
_FILLERS = _words(
    """
    他 她 佢 我 我们 俺 咱 人家 你 您 你们 您们 你哋 你地 大家 的 地 得 嘅 了 咗 吗 么 嘛 吧 呢
    啊 呀 啦 哦 喔 喂 嗯 哈 哪 呐 咯 喇 㗎 架 哟 诶 唉 哎 一下 下 一 一个 一位 个 位 名 只 几个
    个个 好 好的 行 快 快点 快点儿 快啲 赶快 赶紧 速度 速速 马上 立刻 立即 立马 尽快 即刻 现在
    而家 这里 这边 这儿 那边 呢度 呢边 里面 到 去 为 就 还是 还 仲 只想 只 都 也 真的 真系 真是
    真 到底 究竟 能 能不能 能否 可以 可不可以 可唔可以 可否 得唔得 行不行 得不得 是否 会 会不会
    不 唔 别 再 帮我 给我 同我 帮手 俾 畀 俾我 直接 一直 半天 怎么 怎样 如何 咋 点样 点 为什么
    为啥 点解 想 希望 想问 请问 问下 问一下 麻烦 麻烦您 麻烦你 谢谢 多谢 唔该 唔该晒 拜托 求求
    劳驾 亲 亲亲 算了 够了 好不好 好吗 要求 必须 一定 非要 ok hi hello please pls plz help 你好
    您好 在线的 线上 平台 官方 品牌 你家 你们家 那个 这个 什么 啥 时候 多久 才 先 跟我 和我 同我
    对我 与我 有点 急 急急急 急事 很急 有急事 事 有事 问题 点个 方便 愿意 一声 起来 回事 那 这
    嗰个 其他 别的 另外 聪明 懂事 懂 会说 靠谱 真实 活的 活 能说话 救命 主动 撒 侬 恁 阿 儿 何解
    伐 视频 今天 看 看看 看消息 消息 消息的 他妈的 他妈 妈的 tmd wtf 我靠 卧槽 操 靠 死 破 等
    等等 服务 服务 在线等 服务下 按0 按1 按9 按几 帮帮我 帮帮忙 帮下 帮下我 我的 为我 话 句话
    几句 呼叫中心
    """
)
_COMPLAINT = _words("投诉 投述 投速 投拆 投素 头诉 客诉 举报你们 申诉")
_TOKEN = re.compile(
    rf"(?P<serving>{_ADJECTIVES}(?:{_SERVING})(?:的?(?:入口|通道|渠道|按键|按钮|选项|模式))?)"
    rf"|(?P<complaint>{_COMPLAINT})|(?P<called>{_CALLED})"
    rf"|(?P<wish>{_WISHES})|(?P<filler>{_FILLERS})|(?P<anyone>人|谁)| "
)
_ANYONE_WANTED = re.compile(
    r"(?:有|有没有|有冇|没有?|冇|找|搵|揾|来|换|叫|喊|给|给我|派|跟|和|同|让|要|想要|请|见|转|接"
    r"|寻|整|摇|安排|木有|没得|冇得)"
    r"(?:我|你们|你哋|侬|到|个|一个|一位|位|活的?|真)*人|人都?(?:呢|在|喺|去哪|死哪|哪去|跑哪)"
    r"|人(?:来|嚟)(?:说|讲|回|答|处理|解决)|有谁|谁(?:能|可以|来|在)"
)
_ADDRESSED = re.compile(r"(?:你好|您好)$|^(?:你好|您好)$")

_LINK = (
    "(?:到|给|个|一个|一位|位|下|一下|你们的?|你哋嘅?|的|我|我们|通|入|去|成|回|名|在线|线上"
    "|你家|贵司)*+"
)
_NOT_MEANT = (
    "(?!费|智能|成本|合成|钻|宝石|培育|养殖|皮|革|草|工资|价|降|呼吸|图|试|照|实拍|演示|秀|模特"
    "|展示|上身|佩戴|视频"
    "|电话|微信|号码?|热线|邮箱|工号|上班|下班|工作|岗位|职位|招聘|态度|说|了|告诉|回复说|缝|做"
    "|打磨|雕|吗|加工|收|珍珠|水晶|编|养)"
)
_ANYWHERE = re.compile(
    rf"(?:转接?|接通?|找|搵|揾|叫|换|请|呼叫|联系|联络|安排|派|切换?|跳转|(?:我|想|需)要|给我"
    rf"|来){_LINK}"
    rf"(?:人工|真人|活人|客服|接线员|话务员){_NOT_MEANT}"
    rf"|转(?:接|到|给|去)?{_LINK}(?:专员|顾问|经理|坐席|座席|主管|专人|负责人){_NOT_MEANT}"
    r"|转(?:接|到|给|去)?(?:一下|下|你们|到)*售后"
    r"|(?:没有?|冇|有没有|有冇)(?:人工|真人|活人)(?:客服|服务|回复|接待)?(?:吗|么|嘛|呀|啊|$)"
    rf"|(?:跟|和|同|与|搵|揾){_LINK}(?:真人|活人|人工|客服|人)(?:来|去|嚟)?"
    r"(?:聊|说|讲|谈|倾|沟通|对话|通话|交流|帮)"
    r"|(?:叫|喊|让|请|派|换){L}(?:人|经理|领导|店长|主管|老板|负责人|同事|顾问)"
    r"(?:出|过)?(?:来|嚟)(?!店|取|拿|收|修|家|量|送|装)"
    r"|(?:找|搵|揾|联系|联络|见){L}[^吗]{0,8}"
    r"(?:小姐姐|小哥哥|sales|导购|柜姐|柜哥|顾问|销售|店员|(?<![a-z])sa|那位|嗰位)$"
    r"|加(?!了|过).{0,8}(?:客服|顾问|导购|销售|柜姐|sa|sales)的?(?:微信|企微|企业微信|wx|vx|联系方式)"
    r"|[把将]我转"
    r"|交给{L}(?:同事|人工|客服|真人|人)|(?:找|叫|联系){L}(?:售后|门店|店里|总部|客服部)的人$"
    r"|(?:让|叫|喊|请)(?:他|她|佢|他们)(?:过|出)?(?:来|嚟)$"
    r"|(?:没|冇|无)人(?:上班|值班|在线|管|理|回|接|应|处理|解决|负责|睬)"
    r"|(?:再不|快|赶紧|马上)来人|连个?(?:人影|人工|真人|活人|客服|人)(?:都|也)|换个?人(?:答|来"
    r"|说|回)"
    r"|(?:找|叫|来|换|转)个?(?:真|活)?(?:人|人工|客服)(?:有|就|咋|怎么|都)?(?:这么|那么)难"
    r"|(?:转|找)(?:工人|[人入][工エ干土王共公功供攻])"
    r"|(?:我|想|只|就)(?:要|想)?(?:找|搵|揾){L}(?:人|顾问|经理|店长|领导|主管|负责人|老板)(?:$|聊|说|谈|讲)".replace(
        "{L}", _LINK
    )
)
_NO_MAKING = "(?![缝做打生制刻压雕加绣洗印刺织烫芯画])"
_NO_MACHINE = re.compile(
    r"(?:不要|不想要?|别再?|唔要|唔想|唔好|拒绝|讨厌|不需要|停止|退出|跳过|莫|关掉|关闭|取消"
    r"|少来|不跟|不和|别让|别给我|别用|(?<!是)不是)"
    r"(?:再|又|让|用|整|是|跟|和|同|我|给我|你们?|这个|这种|什么|老是|总是|一直)*"
    rf"(?:机器人|机器{_NO_MAKING}|机械人|robot|智能(?:客服|助手|回复)?|人工智能|人工智障|ai{_NO_MAKING}"
    r"|bot|自动(?:回|答|应)"
    r"|系统(?:回|自动)|复读机)"
    rf"|别是?(?:机器|电脑){_NO_MAKING}"
    r"|(?:跟|和|同)(?:一?个|你这个?)?(?:机器人?|机械人|电脑|系统|ai)(?:说|聊|讲|谈|废话|扯)"
    r"|(?:机器人?|机械人|智能客服|人工智障|自动回复)"
    r".{0,3}(?:没用|冇用|不行|不懂|唔识|听不懂|唔明|帮不|帮唔|解决不|答非所问|走开|滚|太蠢|太笨"
    r"|太傻|好蠢|真蠢|真笨|一边去|下线)"
    r"|(?<!是)(?:不是|非)机器人的|不是(?:真?人)?(?:的话)?.{0,3}换"
)
_REFUSED = re.compile(
    r"(?:不用|不需要|不必|不要|不想|别|唔使|唔好|唔要|无需|取消|先不)(?:再|给我|帮我|麻烦)?"
    r"(?:转接?|找|叫|联系|搵|揾|要|请|打扰|呼叫)?(?:到|给)?(?:人工|真人|活人|客服|顾问|人)"
)
_ASKS_WHEN = re.compile(r"什么时候|几时|几点|啥时候|何时|多久|晚上|夜里|半夜|凌晨|周末")
"""When people serve is a question that the book answers."""
_MEANS_TO_COMPLAIN = re.compile(
    r"(?:我|想|要|必须|一定|坚决|打算|准备|马上|现在|去)(?:要|想|再|就|来|得|会)*"
    r"(?:投诉|客诉|申诉|打12315|打12345|找消协|去消协|找工商)"
    r"|^投诉|给我?(?:个|一个)(?:说法|交代)|(?:向|跟|找|去)(?:你们|你哋)?的?(?:总部|总公司|集团)(?:反映|反馈|反应|投诉|举报|告|说|讲|讨)"
    r"|(?:受理|处理)投诉|投诉(?:你们|你哋|到底|电话|入口|渠道|部门|通道|一下|$)|12315|消费者协会"
    r"|消协"
)


_CALL_BACK = re.compile(
    r"(?:我|你们?|您|请|麻烦|能不能|可以|可不可以|让人|叫人|安排人?|帮忙|方便|尽快|快点?|需要"
    r"|想要?|要|给)*+"
    r"(?:回|打|来)(?:个|一个|通)?电话?(?:(?:给|跟|和|同)我(?:说|讲|聊|沟通|谈)?|过来|一下"
    r"|沟通)?(?:吧|吗|啊|谢谢|好吗)*"
    r"|(?:请|麻烦|能不能|可以|让人|叫人|安排人)*+(?:联系|联络)(?:一下|下)?我(?:一下|下|吧|吗"
    r"|好吗|谢谢)*"
)
"""Who wants to be called is to be called by a person; beside a delivery it may mean the courier."""
_DELIVERY = re.compile(r"送|快递|包裹|上门|到货|货到|有货|收货|取货|取件|签收|发货|补货")


_CONTACT = re.compile(
    r"(?:我|想|要|请问|问下|给|发|告诉|有没有|有冇|有无|有|你们|你哋|贵司|的|个|嘅|可以|打|能"
    r"|什么|咩)*+"
    r"(?:(?:客服|服务|人工|售后|官方|联系|联络|咨询|投诉|总部|品牌|400|公司)的?)*+"
    r"(?:热线|电话|专线|联系方式|联络方法)(?:号码?)?"
    r"(?:是|系|有|没有|冇|吗|么|呢|啊|多少|几多|几号|什么|咩|在哪|哪里|边度|给我|发我|一下"
    r"|告诉我|谢谢)*"
)


def plea_of(text: str) -> Plea | None:
    """What a fan begs for: a person to talk to, or that a complaint be taken up; else nothing.

    ``text`` is as the fan wrote it. A complaint comes before a person: it brings one as well.
    ``contact`` is a question for a telephone number: a person will do where the book has none.
    """
    if len(text) > LONGEST:
        # Whoever tells a long story asks for a person before it or after it.
        text = f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"
    whole = normalise(text)
    clauses = _clauses(text, whole)
    if not has_han(whole):
        return _in_latin(clauses)
    if any(_complains(clause) for clause in clauses):
        return "complaint"
    if any(_is_plea(clause, whole) for clause in clauses) or _wants_call(clauses, whole):
        return "person"
    return "contact" if any(map(_CONTACT.fullmatch, clauses)) else None


def _clauses(text: str, whole: str) -> list[str]:
    """The whole message, then its clauses if there are several; all normalised."""
    parts = [part for part in _CLAUSE_ENDS.split(text) if part.strip()]
    if len(parts) < 2:
        return [whole] if whole else []
    return [whole, *filter(None, map(normalise, parts))]


def _in_latin(clauses: list[str]) -> Plea | None:
    if any(map(is_english_complaint, clauses)):
        return "complaint"
    if any(is_english_plea(clause) or sounds_like_plea(clause) for clause in clauses):
        return "person"
    return None


def _complains(clause: str) -> bool:
    if _MEANS_TO_COMPLAIN.search(clause):
        return True
    return "complaint" in (_kinds(clause) or ())


def _is_plea(clause: str, whole: str) -> bool:
    is_whole = clause == whole
    clause = _NING.sub("人", _LATIN.sub(_in_chinese, clause))
    if (_REFUSED.search(clause) or _ASKS_WHEN.search(clause)) and not _NO_MACHINE.search(clause):
        return False
    if _ANYWHERE.search(clause) or _NO_MACHINE.search(clause):
        return True
    kinds = _kinds(clause)
    if kinds is None:
        return sounds_like_plea(clause)
    if "serving" in kinds:
        return not _ADDRESSED.search(clause)
    if "called" in kinds:
        return "wish" in kinds or clause.endswith("呢")
    # 谁来处理 after a story asks who is in charge of it.
    if clause.startswith("谁") and not is_whole:
        return False
    return "anyone" in kinds and _ANYONE_WANTED.search(clause) is not None


def _wants_call(clauses: list[str], whole: str) -> bool:
    return any(map(_CALL_BACK.fullmatch, clauses)) and not _DELIVERY.search(whole)


def _in_chinese(found: re.Match[str]) -> str:
    return "人工" if is_english_plea(found[0].strip()) else found[0]


def _kinds(clause: str) -> set[str] | None:
    """Of which kinds of words the clause consists; nothing if it says anything else."""
    kinds: set[str] = set()
    at = 0
    while at < len(clause):
        found = _TOKEN.match(clause, at)
        if found is None:
            return None
        if found.lastgroup:
            kinds.add(found.lastgroup)
        at = found.end()
    return kinds
