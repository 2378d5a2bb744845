"""Every word an agent reads at the desk, in Chinese and English, in one table.

Templates and the page's script get their words from here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.web.desk.cardwords import CARD
from bot.web.desk.editorwords import EDITORS

DeskLang = Literal["zh", "en"]

TABLE: dict[str, tuple[str, str]] = {
    # frame
    "desk": ("客服工作台", "Service desk"),
    "language": ("EN", "中文"),
    "language.title": ("Switch to English", "切换为中文"),
    "logout": ("退出", "Log out"),
    "sound.on": ("提示音：开", "Sound: on"),
    "sound.off": ("提示音：关", "Sound: off"),
    "back": ("返回列表", "Back to the list"),
    "profile": ("客人资料", "Guest"),
    "profile.open": ("资料", "Guest"),
    "profile.close": ("收起资料", "Close"),
    "skip": ("跳到对话", "Skip to the conversation"),
    # log-in
    "login.title": ("登录", "Log in"),
    "login.name": ("用户名", "User name"),
    "login.password": ("密码", "Password"),
    "login.submit": ("登录", "Log in"),
    "login.wrong": ("用户名或密码不正确。", "The user name or the password is not right."),
    "login.throttled": (
        "尝试次数过多，请稍等几分钟再试。",
        "Too many tries. Please wait a few minutes.",
    ),
    "login.outdated": (
        "页面已过期，请重新填写。",
        "This page was too old. Please fill it in again.",
    ),
    # socket
    "live.lost": ("连接已断开，正在重新连接…", "Connection lost, reconnecting…"),
    "live.healed": (
        "连接已恢复，断开期间的内容已补齐。",
        "Connected again; nothing was missed.",
    ),
    "live.offline": (
        "网络中断，尚未确认是否送出。内容已保留，恢复后再点发送即可，不会重复。",
        "Connection lost: not confirmed yet. Your text is kept; once you are back,"
        " press Send again. It will not be sent twice.",
    ),
    "live.new": ("新消息", "New messages"),
    "live.waiting": ("有新的客人在等候", "A new guest is waiting"),
    # list
    "list": ("对话列表", "Conversations"),
    "group.mine": ("我的", "Mine"),
    "group.waiting": ("排队中", "Waiting"),
    "group.bot": ("机器人接待", "With the bot"),
    "group.all": ("其他", "Others"),
    "empty.mine": ("暂无接待中的客人", "You are not serving anybody"),
    "empty.waiting": ("没有客人在等候", "Nobody is waiting"),
    "empty.bot": ("暂无", "Nobody"),
    "empty.all": ("暂无", "Nobody"),
    "row.waited": ("已等候", "waiting for"),
    "row.owed": ("待回复", "answer owed"),
    "row.with": ("{name} 接待中", "with {name}"),
    "window.left": ("回复窗口剩余", "window left"),
    "window.shut": ("回复窗口已关闭", "window closed"),
    "quota.dots": ("还可发送 {left} 条，共 {total} 条", "{left} of {total} messages left"),
    "content.bad": (
        "内容文件有 {n} 处错误，机器人仍使用上一版回答。",
        "The content has {n} errors; the bot still answers from the last good version.",
    ),
    # conversation
    "none.title": ("请从左侧选择一位客人", "Choose a guest on the left"),
    "none.hint": (
        "按 n 打开最紧急的对话，j / k 上下切换。",
        "Press n for the most urgent one, j / k to move.",
    ),
    "none.quiet": (
        "现在没有客人在等候。有新的客人时，这里会响铃提示。",
        "Nobody is waiting. You will hear a bell when somebody does.",
    ),
    "state.bot": ("机器人接待", "With the bot"),
    "state.queued": ("排队中", "Waiting"),
    "state.offered": ("等待接受", "Offered"),
    "state.active": ("待您回复", "Answer owed"),
    "state.waiting": ("等待客人", "Guest's turn"),
    "state.callback": ("待回电", "Call-back due"),
    "state.wrapup": ("整理中", "Wrap-up"),
    "state.unfollowed": ("已取消关注", "Unfollowed"),
    "state.theirs": ("{name} 接待中", "With {name}"),
    "claim": ("接入", "Take over"),
    "close": ("结束", "Close"),
    "close.label": ("结束原因", "Label"),
    "transcript": ("对话内容", "Conversation"),
    "phase.bot": (
        "机器人接待 · {n} 条",
        "With the bot · {n} messages",
    ),
    "phase.agent": ("{name} 曾接待 · {n} 条", "Served by {name} · {n} messages"),
    "phase.unclaimed": ("曾排队，未接入 · {n} 条", "Waited, not served · {n} messages"),
    "who.fan": ("客人", "Guest"),
    "who.bot": ("机器人", "Bot"),
    "who.journey": ("自动消息", "Automatic"),
    "who.system": ("系统", "System"),
    "who.me": ("我", "Me"),
    "intent": ("识别为 {intent}", "Understood as {intent}"),
    # system lines
    "line.follow": ("客人关注了公众号", "The guest followed the account"),
    "line.unfollow": ("客人取消了关注", "The guest unfollowed"),
    "line.scan": ("客人扫描了二维码", "The guest scanned a QR code"),
    "line.click": ("客人点击了菜单", "The guest tapped the menu"),
    "line.view": ("客人打开了菜单链接", "The guest opened a menu link"),
    "line.view_miniprogram": (
        "客人从菜单打开了小程序",
        "The guest opened a mini-program from the menu",
    ),
    "line.scan_code": ("客人从菜单扫了码", "The guest scanned a code from the menu"),
    "line.pictures": ("客人从菜单选了图片", "The guest chose pictures from the menu"),
    "line.place": ("客人从菜单选了位置", "The guest chose a place from the menu"),
    "line.card": ("客人的卡券有变动", "Something changed on the guest's card"),
    "line.unknown_event": ("收到一个未识别的事件", "An event of unknown type"),
    "line.stop": ("客人已退订活动消息", "The guest no longer wants promotions"),
    "line.resume": ("客人已恢复接收活动消息", "The guest wants promotions again"),
    "line.requested": ("客人进入人工排队", "The guest asked for a human"),
    "line.claimed": ("{name} 接入了对话", "{name} took over"),
    "line.closed": ("对话已结束", "The conversation was closed"),
    # message kinds
    "kind.image": ("图片", "Picture"),
    "kind.voice": ("语音", "Voice"),
    "kind.video": ("视频", "Video"),
    "kind.location": ("位置", "Location"),
    "kind.link": ("链接", "Link"),
    "kind.file": ("文件", "File"),
    "kind.miniprogrampage": ("小程序", "Mini-program"),
    "kind.music": ("音乐", "Music"),
    "kind.news": ("图文卡片", "Card"),
    "kind.mpnews": ("公众号文章", "Article"),
    "kind.mpnewsarticle": ("公众号文章", "Article"),
    "kind.msgmenu": ("可点选的选项", "Options to tap"),
    "kind.wxcard": ("微信卡券", "WeChat card"),
    "kind.transfer_customer_service": (
        "已转给微信自带客服",
        "Handed over to WeChat's own desk",
    ),
    "kind.transfer_biz_ai_ivr": (
        "已转给微信智能回复",
        "Handed over to WeChat's own AI",
    ),
    "kind.unknown_message": ("暂不支持的消息类型", "A kind of message not yet shown"),
    "kind.open": ("打开", "open"),
    # delivery states
    "delivery.pending": ("待发送", "Queued"),
    "delivery.sending": ("发送中", "Sending"),
    "delivery.sent": ("已送达微信", "Sent"),
    "delivery.failed": ("未送达", "Not delivered"),
    "delivery.unknown": ("是否送达未知", "Delivery unknown"),
    "reason.quota": ("微信允许的条数已用完", "WeChat's message count is used up"),
    "reason.window": ("48 小时回复窗口已关闭", "the 48-hour window has closed"),
    "reason.epoch": (
        "顾问已接手，这条自动回复未再发送",
        "an agent had taken over, so this automatic reply was not sent",
    ),
    "reason.unreachable": ("客人已取消关注或无法接收", "the guest cannot be reached"),
    "reason.content": ("微信拒绝了这条内容", "WeChat refused this content"),
    "reason.platform_busy": ("微信暂时繁忙", "WeChat is busy for the moment"),
    "reason.rate_limited": ("微信接口调用已达上限", "WeChat's limit of calls is reached"),
    "reason.token_expired": (
        "公众号凭证未被接受，请联系管理员",
        "WeChat did not accept the account's token; please tell an operator",
    ),
    "reason.misconfigured": (
        "公众号设置需要处理，请联系管理员",
        "the account's settings need an operator",
    ),
    "reason.platform_error": (
        "微信未接受这条消息，请联系管理员",
        "WeChat did not accept it; please tell an operator",
    ),
    "reason.interrupted": (
        "发送途中被中断，系统不会自动重发",
        "cut off while sending; it is never repeated by itself",
    ),
    "reason.other": ("发送未成功，请联系管理员", "it did not work; please tell an operator"),
    # composer
    "compose": ("回复客人", "Reply to the guest"),
    "compose.hint": (
        "Enter 发送 · Shift+Enter 换行 · / 快捷回复",
        "Enter sends · Shift+Enter new line · / canned replies",
    ),
    "compose.placeholder": ("输入回复…", "Write a reply…"),
    "compose.send": ("发送", "Send"),
    "compose.count": ("第 {next} / {total} 条", "Message {next} of {total}"),
    "compose.left": ("窗口剩余", "time left"),
    "compose.last": (
        "这是最后一条，请引导客人回复，以重新获得 5 条。",
        "The last one: invite an answer, it opens five more.",
    ),
    "wording.absolute": (
        "「{words}」像绝对化用语（广告法第九条），建议换个说法",
        "“{words}” reads as an absolute claim (Advertising Law, article 9)",
    ),
    "wording.lure": (
        "「{words}」像诱导分享或关注，微信会处罚",
        "“{words}” reads as a lure to share or follow, which WeChat punishes",
    ),
    "wording.spelling": (
        "「{words}」会被微信当作垃圾信息，请直接写「微信」",
        "WeChat takes “{words}” for spam: write 微信",
    ),
    "wording.price": (
        "「{words}」没有写明价格的日期，建议注明截至哪一天",
        "“{words}” is a price without a date: say until when it holds",
    ),
    "canned": ("快捷回复", "Canned replies"),
    "suggestions": ("可能合适的答案", "Answers that may fit"),
    "locked.queued": (
        "客人正在等候，接入后即可回复。",
        "The guest is waiting. Take over to reply.",
    ),
    "locked.bot": (
        "机器人正在接待。客人需要人工时会出现在「排队中」。",
        'The bot is talking. A guest who needs a human appears under "Waiting".',
    ),
    "locked.theirs": (
        "{name} 正在接待这位客人，您可以查看对话。",
        "{name} is serving this guest; you can read along.",
    ),
    "locked.window": (
        "48 小时回复窗口已关闭，微信不再允许发送。客人再次留言后即可回复。",
        "The 48-hour window has closed. You can reply once the guest writes again.",
    ),
    "locked.quota": (
        "微信允许的条数已用完。客人再次留言后会重新获得 5 条。",
        "WeChat's messages are used up. The guest's next message opens five more.",
    ),
    "locked.unfollowed": (
        "客人已取消关注，无法再发送消息。",
        "The guest has unfollowed and cannot be reached.",
    ),
    # profile
    "fact.matter": ("来意", "Matter"),
    "fact.reason": ("转人工原因", "Why a human"),
    "fact.waited": ("等候时间", "Waited"),
    "fact.agent": ("接待", "Served by"),
    "fact.window": ("回复窗口", "Window"),
    "fact.quota": ("可发条数", "Messages left"),
    "fact.quota.value": ("{left} / {total}", "{left} of {total}"),
    "fact.source": ("来源", "Source"),
    "fact.scene": ("场景", "Scene"),
    "fact.campaign": ("活动", "Campaign"),
    "fact.followed": ("关注时间", "Following since"),
    "fact.unfollowed": ("取消关注", "Unfollowed"),
    "fact.lang": ("语言", "Language"),
    "fact.tags": ("标签", "Tags"),
    "fact.topics": ("咨询过", "Asked about"),
    "fact.none": ("—", "—"),
    "fact.consent": ("授权", "Consent"),
    "consent.notice": ("隐私说明", "Privacy notice"),
    "consent.marketing": ("活动消息", "Promotions"),
    "consent.loyalty": ("会员", "Loyalty"),
    "consent.phone": ("手机号", "Phone number"),
    "consent.birthday": ("生日", "Birthday"),
    "consent.personalised": ("个性化推荐", "Personalised messages"),
    "consent.shown": ("已告知", "shown"),
    "consent.given": ("同意", "agreed"),
    "consent.withdrawn": ("已拒绝", "declined"),
    "source.unknown": ("未知", "Unknown"),
    "source.qr": ("二维码", "QR code"),
    "source.search": ("搜一搜", "Search"),
    "source.card": ("名片分享", "A friend's card"),
    "source.article": ("文章内名称", "Name in an article"),
    "source.menu_of_article": ("文章右上角菜单", "Menu of an article"),
    "source.paid": ("支付后关注", "After a payment"),
    "source.ad": ("广告", "Advertisement"),
    "source.reprint": ("转载文章", "Reprinted article"),
    "source.channels": ("视频号", "Channels"),
    "source.channels_live": ("视频号直播", "Channels live"),
    "source.miniprogram": ("小程序", "Mini-program"),
    "source.migration": ("账号迁移", "Account migration"),
    "source.other": ("其他", "Other"),
    "lang.zh": ("简体中文", "Simplified Chinese"),
    "lang.zh-Hant": ("繁体中文", "Traditional Chinese"),
    "lang.en": ("英文", "English"),
    "section.request": ("本次请求", "This request"),
    "section.guest": ("客人", "Guest"),
    "section.keys": ("快捷键", "Keys"),
    "key.n": ("最紧急的对话", "most urgent"),
    "key.jk": ("上一个 / 下一个", "next / previous"),
    "key.r": ("回复", "reply"),
    "key.g": ("采用建议的答案", "take the suggested answer"),
    "key.slash": ("快捷回复", "canned replies"),
    "key.e": ("结束对话", "close"),
    # errors
    "error.taken": (
        "已由 {name} 接入，请选择下一位客人。",
        "{name} was faster. Please choose the next guest.",
    ),
    "error.gone": (
        "这位客人的请求已经结束。",
        "This request has already been closed.",
    ),
    "error.not_mine": (
        "这个对话不由您接待，消息没有发出。",
        "This conversation is not yours; nothing was sent.",
    ),
    "error.owner": (
        "这位客人由 {name} 接待，需由对方结束对话。",
        "{name} is serving this guest; only {name} can close the conversation.",
    ),
    "error.empty": ("请先输入内容。", "Please write something first."),
    "error.too_long": (
        "内容太长，微信一条约 680 个汉字，请分两条发送。",
        "Too long for one WeChat message (2,048 bytes). Please split it.",
    ),
    "error.key": (
        "页面已更新，这段文字尚未送出。请先查看对话，再点一次发送。",
        "The page has changed and this text was not sent. Please look, then press Send again.",
    ),
    "error.changed": (
        "对话刚刚发生变化，请查看后重试。",
        "The conversation has just changed. Please look and try again.",
    ),
    "error.label": ("请选择结束原因。", "Please choose a label."),
    "error.busy": (
        "系统繁忙，没有写入任何内容，请重试。",
        "The system is busy; nothing was written. Please try again.",
    ),
    "error.missing": ("没有找到这个对话。", "There is no such conversation."),
    "error.other": ("操作没有完成，请重试。", "That did not work. Please try again."),
    # handoff reasons
    "why.asked": ("客人要求人工", "The guest asked"),
    "why.matter": ("客人说明了来意", "The guest told the matter"),
    "why.entry": ("该问题由人工处理", "A question for a human"),
    # units
    "unit.s": ("秒", "s"),
    "unit.m": ("分", "min"),
    "unit.h": ("小时", "h"),
    "unit.d": ("天", "d"),
    **CARD,
    **EDITORS,
}


@dataclass(frozen=True, slots=True)
class Words:
    """The table in one language, called as ``t(key, name=value)`` by pages."""

    lang: DeskLang

    def __call__(self, key: str, **facts: object) -> str:
        """The words of a key with its facts filled in; an unknown key is a programming error."""
        text = TABLE[key][0 if self.lang == "zh" else 1]
        return text.format(**facts) if facts else text

    def known(self, prefix: str, name: str, fallback: str) -> str:
        """The words of ``prefix.name``, else the fallback: for names that come from data."""
        key = f"{prefix}.{name}"
        return self(key) if key in TABLE else fallback
