"""A plea for a person: heard in every form, never where people are merely mentioned."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from intents.plea import plea_of

TRADITIONAL = OpenCC("s2hk")
QUESTIONS = Path(__file__).parents[2] / "questions"

# Written apart from the examination's own ways of asking for a human.
PLEAS = """
转人工 | 转人工客服 | 人工 | 人工服务 | 找人工 | 我要人工 | 我要转人工 | 帮我转人工
麻烦转人工谢谢 | 请转人工 | 能不能转人工啊 | 怎么转人工 | 转人工!!! | 人工人工人工
人工客服在哪 | 有人吗 | 有人在吗 | 有没有人 | 有没有人啊 | 人呢 | 人呢？？ | 来个人 | 来个活人
能不能来个活人啊 | 找个真人 | 换个人 | 换人 | 叫个人来 | 叫个人出来 | 给我换真人
我想和真人说话 | 我想跟人聊 | 想跟真人客服沟通 | 我不想跟机器人说话 | 不要机器人
别用机器人糊弄我 | 不要自动回复 | 别再自动回复了 | 你是机器人吧，我想跟人聊
听不懂你说啥，叫你们同事来 | 客服 | 客服呢？？出来 | 客服在吗 | 客服在不在 | 在线客服 | 找客服
联系客服 | 怎么联系客服 | 怎么找客服 | 客服人呢 | 客服小姐姐在吗 | 呼叫客服 | 请客服回复
我要找客服 | 叫你们经理来 | 叫你们经理出来 | 让你们店长跟我说 | 找你们领导 | 我要找你们经理
让负责人联系我 | 找负责人 | 转专员 | 給我轉專員 | 轉人工 | 我要真人客服 | 搵真人 | 我要搵真人
唔該轉真人 | 唔該搵個真人嚟 | 有冇人喺度 | 有冇人呀 | 有冇真人 | 可唔可以同真人傾
我想同真人講嘢 | 想搵人傾 | 有冇客服 | 畀個真人我 | 別再自動回覆啦，我要搵真人
有冇人喺度㗎，機械人幫唔到我 | 转仁工 | 转人公 | 转人供 | 传人工 | 赚人工 | 找仁工 | 转人工可服
人工可服 | 仁工 | 人供客服 | zhuanrengong | zhuan ren gong | zhuanrengongkefu | rengong
ren gong | rengongkefu | zhao rengong | zhaokefu | zhao ke fu | woyaorengong
wo yao zhuan ren gong | zuanrengong | zhuangrengong | zhuanrengon | zhaunrengong | kefu
kefu zai ma | zhenren | zhao zhenren | zrg | 转rengong | 找kefu | 转人gong | 转人工kefu | agent
agent please | human | human please | real person | a real person please | speak to a human
I want to speak to a human | talk to a person | can I talk to someone | can i talk to somebody
speak to a real person pls | speak to an agent | connect me to an agent
connect me with a representative | representative | rep | operator | operator!! | live agent
live chat | live person | customer service | customer support | customer service please
i need a human | i need to talk to someone | get me a human | get me a manager
let me speak to your manager | can i speak to a supervisor | is anyone there | anybody there?
anyone here | hello? is anyone there? | no bots | not a bot please | stop the bot
i dont want to talk to a robot | i don't want a chatbot | transfer me to an agent
transfer to human | put me through to someone | can someone help me
i'd like to talk to an advisor | could you connect me to an advisor please | agnet | humna
costumer service | representitive | speek to a humen | talk to agent | human agent
can i chat with a real human being | give me a person | is there a real person i can talk to
我的包坏了，转人工 | 包坏了给我转人工 | 这个问题你解决不了，帮我找个人工客服处理退款
我的订单一直没发货帮我联系客服 | 你说的我看不懂，我要人工
hi, my bag broke, can i talk to a person about it | 算了，找个人跟我说 | 说了半天没用，给我人工
转接 | 转接人工 | 转接客服 | 接人工 | 接客服 | 帮忙接一下人工 | 需要人工协助 | 需要人工帮忙
请求人工服务 | 申请人工客服 | 人工台 | 人工坐席 | 真人 | 真人客服 | 真人服务 | 活人 | 大活人
有没有活人 | 有真人吗 | 有客服吗 | 有人理我吗 | 有人管吗 | 没人吗 | 怎么没人 | 没人理我
能不能有个人来 | 在线等人工 | 急！人工 | 急急急 转人工 | 快点转人工 | 马上给我转人工
我只要人工 | 我就要人工 | 让人工来 | 换人工 | 切换人工 | 切人工 | 跳过机器人转人工
机器人听不懂 | 机器人没用 | 你这机器人不行，换真人 | 不想跟ai聊天 | 别跟我用ai
人工智障，转人工 | 导购在吗 | 顾问在吗 | 找顾问 | 我想跟顾问聊聊 | 想跟导购聊 | 销售在吗
帮我联系一下我的顾问 | 让顾问联系我 | 能安排个顾问跟我聊吗 | 请专人跟我联系 | 找你们工作人员
工作人员在吗 | 接线员 | 🙋转人工 | 转 人 工 | 转。人。工 | 【转人工】 | 人工👩‍💼 | 人 工 | 找sb
有没有会说人话的 | 说人话的来一个 | 能不能叫个会说人话的 | 我不跟机器说 | 求人工 | 真人！
有活的吗 | 客服死哪去了 | 客服睡了吗 | 人都去哪了 | 没人值班吗 | 有人值班吗 | 有谁在 | 谁能帮我
来人啊 | 来人 | 救命来个人 | 给个人 | 给我个人 | 我要打电话 | 给我回电话 | 让人给我打电话
回个电话给我 | 叫人联系我 | 请联系我 | 专属顾问 | 我的顾问 | 我sa在吗 | 叫我的SA | 转售后
转售后客服 | 售后客服 | 转给专业的人 | 我要见经理 | 老板呢 | 你们老板出来 | 能不能和活人对话
叫人 | 叫人来 | 摇人 | 喊人 | 换一个人 | 换你们领导 | 还有人吗 | 还有活人吗 | 在线的有吗
没有人工吗 | 没有人工客服吗 | 为什么没有人工 | 人工呢 | 人工在哪 | 人工入口 | 人工通道
按0转人工 | 人工请按0 | #人工 | 有宁伐 | 寻个人 | 帮我寻客服 | 叫侬经理出来 | 喊个人来
喊你们经理来 | 有没得人 | 有没得人工 | 找个人来撒 | 整个人来 | 来个活人唠唠 | 整个真人 | 有人没
有人没有 | 有人木有 | 人工有木有 | 請幫我轉接真人 | 有沒有專人 | 我要找專員 | 線上客服
客服人員 | 可以請真人回覆嗎 | 請客服跟我聯絡 | 駁去人工 | 轉駁客服主任 | 駁真人 | 有冇客服主任
我要同經理講 | 叫你哋經理嚟 | 搵你哋負責人 | 唔好機械人 | 唔要robot | 有冇人應 | 有人應下我嗎
有冇人理 | 點先搵到真人 | 想同職員講 | 可以转agent吗 | 我要human | 需要real person | call客服
找个customer service | 要live agent | human!!! | HUMAN | agent agent agent
give me a real person | i want human | need human help | live support | speak to manager
your manager please | supervisor | let me talk to a live person | are there any humans
any humans there | is this a bot? i want a person | stop with the automated replies
no automated responses | you're useless, get me a human | talk human | talk person | person pls
customer rep | sales rep please | service agent | support agent | could someone call me
call me back | please have someone contact me | have an associate reach out to me
i'd rather talk to a human | i would prefer a person | i need assistance from a person
someone from your team please | anyone available? | is anybody available to help
where is the support | where are the humans | somebody help | i want to escalate | escalate this
customer care | put me through | transfer me | connect me | hooman | agent now | agnt
reprsentative | opertor | cust service | cs please | csr | talk to cs | live ppl
can i talk 2 someone | speak w/ a person | 客服客服客服 | 客服在？ | 亲 在吗 转人工
你好，转人工 | 你好 我想找客服 | 您好，请帮我接人工客服，谢谢 | hello 转人工 | 别废话，转人工
少废话 人工 | 废话真多，叫真人 | 我跟你说不清楚，叫个人来 | 跟你说不通，换真人来
你听不懂，我找真人 | 答非所问 转人工 | 这都不会，找客服 | 算了我找人工 | 不想和你聊了，转人工
能不能让客服主动联系我 | 可以安排人联系我吗 | 有没有客服可以帮我处理一下 | 客服快出来
客服回复一下 | 客服回我 | 怎么没有客服 | 为啥没客服 | 能视频跟真人聊吗
我只想跟人说话 | 我要跟你们经理谈 | 请经理接电话 | 你们有没有真人啊 | 你们是不是没有人工客服
到底有没有人 | 人工人工快来 | zhuan kefu | wo yao kefu | zhao ren | you ren ma | youren ma
you mei you ren | zhen ren ke fu | wo yao zhao zhen ren | rengongfuwu | zhuanjie rengong
kefu ne | kefu zai na | 转ren工 | 人gong | rg | 转真任 | 找真仁 | 真仁客服 | 客付 | 找客付
客福在吗 | 客服再吗 | 转人攻 | 转人共 | 转认工 | 砖人工 | 专人工客服 | 转人工客户 | 转人工克服
转接仁工 | 人工客福 | 有仁吗 | 顾问再吗 | 找固问
我需要人工介入 | 麻烦安排一位客服专员跟进 | 能给我接个能说话的人吗 | 这边可以转接到真人吗
我要跟客服说 | 想咨询一下真人 | 帮我叫下你们客服呗 | 客服大大在不 | 有小姐姐在线吗
请把我转到人工坐席 | 别让机器人跟我说了 | 机器人走开 | 我不要跟机器人聊 | 真人在线吗
有没有能解决问题的人 | 叫你们值班的人出来 | 快来个人帮帮我 | 你们老板在吗我要找他
唔該駁去真人客服 | 有冇真人客服呀 | 我要同真人傾偈 | 可唔可以搵個人覆我 | 搵經理
please get me someone real | need to speak with customer service asap | any human around?
is there anybody who can help me | I want a live agent right now | let me speak to a supervisor
no more chatbot please | get me your manager | human support please | 转人攻客服 | 找人公
zhuan ren gong ke fu | wo yao zhao kefu | ren gong fu wu | rengon kefu | 人工坐席在哪里
怎样才能联系到人工
"""
COMPLAINTS = """
我要投诉 | 投诉 | 我要投诉你们 | 怎么投诉 | 投诉电话 | 我要打12315 | complaint
i want to complain | i want to make a complaint | i'd like to file a complaint | 投述 | 我要投速
我要投拆
我想投诉你们的店员 | 要投诉 | i have a complaint about your staff | 我要去消协投诉
"""
OTHERS = """
人工费 | 人工费多少 | 顾问几点上班 | 有人在店里吗? | 你们的工匠是真人手工吗 | 是机器人吗
你是机器人吗 | 你是真人吗 | 你是人工客服吗 | are you a bot | are you human
am I talking to a robot | 人工钻石和天然钻石的区别 | 你们用人工皮革吗 | 人工智能 | 不用转人工了
不需要客服了 | 有真人上身图吗 | 客服你好 | 你好 | 老板你好 | 小姐姐你好 | 刻字要人工费吗
换表带需要人工吗 | 客服几点下班 | 客服态度太差 | 你们的顾问会说英语吗 | 送人的 | 送人用什么好
我买给别人的 | 一个人能预约吗 | 能带人一起来吗 | 能不能找人代收 | 让家人代取可以吗
别人送的包能退吗 | 有人送我一只包 | 店里人多吗 | 克服 | 怎么克服 | what do your staff wear
do your advisors speak english | i want to buy it for someone | who do i contact
is it real leather | can i get a refund | a person told me to return it
我联系客服了他们说可以退 | customer service hours | when does customer service open | 员工折扣
经理推荐的那款还有吗 | 客服这个工作累不累，我想转行 | 顾问推荐的款式 | help | help me
need help | 转账失败 | 转让会员 | 接机 | 找不到订单 | 找不到你们的店 | 叫什么名字 | 换货
换个颜色 | 我要买包 | 我想要红色的 | 请问怎么退货 | 想找一款送人的包 | 想找人一起拼单
和朋友一起来可以吗 | 和家人一起看 | 给家人买 | human hair brush | real leather?
is this a real store | live shopping
客服什么时候在 | 什么时候能找到真人 | 店员服务好 | 会说英语的店员 | 是不是自动回复的
为什么晚上没人回 | it's for someone else | a gift for somebody
去你们总部怎么走 | 我想去你们总部参观 | 跟总部报价一样吗 | 请人来家里量尺寸吗
加了柜姐微信是不是骗子 | 不是机器做的吧 | 你们的包不要机器做的要手工的
送货前，请联系我 | 到货了，请联系我 | 不要ai做的图 | 我要人工珍珠 | 我要人工编织的
can I transfer points to someone else | transfer my warranty to another person
stop sending me automatic messages
"""


def _listed(block: str) -> list[str]:
    return [item.strip() for line in block.strip().splitlines() for item in line.split(" | ")]


def test_plea_for_a_person_is_heard_in_every_form() -> None:
    missed = [said for said in _listed(PLEAS) if plea_of(said) != "person"]

    assert missed == []


def test_complaint_is_heard_as_one() -> None:
    missed = [said for said in _listed(COMPLAINTS) if plea_of(said) != "complaint"]

    assert missed == []


def test_mention_of_people_is_no_plea() -> None:
    alarms = [said for said in _listed(OTHERS) if plea_of(said)]

    assert alarms == []


def test_question_about_anything_else_is_no_plea() -> None:
    """None of the examination's questions outside the book asks for a person."""
    rows = (QUESTIONS / "out_of_scope.jsonl").read_text(encoding="utf-8").splitlines()
    alarms = [text for row in rows if plea_of(text := json.loads(row)["text"])]

    assert alarms == []


@pytest.mark.parametrize("said", ["客服电话多少", "有没有联系电话", "你们的热线是多少"])
def test_question_for_a_number_is_told_apart(said: str) -> None:
    assert plea_of(said) == "contact"


DECORATED = (
    "{}", "{}！！！", "你好，{}", "{}，谢谢", "🙏{}🙏", "  {}\n", "[流泪]{}", "我的包坏了。{}",
    "{}。我等很久了", "这个说不清楚，{}",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    said=st.sampled_from([said for said in _listed(PLEAS) if said.isalpha() and said[0] != "谁"]),
    dress=st.sampled_from(DECORATED),
    traditional=st.booleans(),
)
def test_plea_is_heard_whatever_stands_around_it(said: str, dress: str, traditional: bool) -> None:
    text = dress.format(said)

    assert plea_of(TRADITIONAL.convert(text) if traditional else text) == "person"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_ear(text: str) -> None:
    assert plea_of(text) in {None, "person", "complaint", "contact"}


@pytest.mark.parametrize(
    "piece", ["你们的", "想要", "帮我", "转", "给我", "talk to ", "yige", "人", " "]
)
def test_endless_repetition_costs_no_time(piece: str) -> None:
    """No pattern may go through all ways of cutting a text."""
    started = perf_counter()
    plea_of(piece * 10_000)

    assert perf_counter() - started < 0.5
