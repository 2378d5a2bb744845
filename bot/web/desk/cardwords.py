"""What an agent reads about files, leads and the card of a request; part of ``words.TABLE``."""

from __future__ import annotations

CARD: dict[str, tuple[str, str]] = {
    # files
    "file.wanted": ("正在从微信获取…", "Being fetched from WeChat…"),
    "file.view": ("查看原图", "View the picture"),
    "file.download": ("下载（{type}，{size}）", "Download ({type}, {size})"),
    "file.unplayable": (
        "浏览器无法播放这种录音（{type}），请下载后收听。",
        "Browsers cannot play this recording ({type}); please download it.",
    ),
    "file.expired.image": ("图片已过期，无法查看", "The picture has expired and cannot be viewed"),
    "file.expired.voice": ("语音已过期，无法收听", "The voice message has expired"),
    "file.expired.video": ("视频已过期，无法查看", "The video has expired and cannot be viewed"),
    "file.expired.thumb": ("封面已过期", "The cover has expired"),
    "file.stop": ("。", ". "),
    "file.again": ("可请客人重新发送。", "You may ask the guest to send it again."),
    "file.refused.too_large": ("文件超过 10 MB，没有保存", "Over 10 MB, so it was not kept"),
    "file.refused.type": (
        "文件类型不安全或无法识别，没有保存",
        "Unsafe or unknown type of file, so it was not kept",
    ),
    "file.refused.mismatch": (
        "文件内容与消息类型不符，没有保存",
        "Not what the message said it was, so it was not kept",
    ),
    "file.refused.other": ("文件无法安全获取，没有保存", "It could not be fetched safely"),
    "file.unfetchable": (
        "微信不提供客人所发文件的下载，可请客人改发图片。",
        "WeChat does not hand over files that guests send; you may ask for a picture.",
    ),
    # the card of a request
    "card": ("客人来意", "The request"),
    "card.shop": ("门店", "Boutique"),
    "card.day": ("日期", "Day"),
    "card.part.morning": ("上午", "morning"),
    "card.part.noon": ("中午", "noon"),
    "card.part.afternoon": ("下午", "afternoon"),
    "card.part.evening": ("晚上", "evening"),
    "card.number": ("订单号", "Order number"),
    "card.phone": ("手机", "Phone"),
    # numbers of people
    "reveal": ("显示", "Show"),
    "reveal.what": ("完整号码（会留下记录）", " the whole number (this is recorded)"),
    "reveal.recorded": ("显示完整号码，会留下记录", "Shows the whole number; this is recorded"),
    "card.bot": ("机器人的理解", "What the bot understood"),
    # why a human is wanted
    "why.booking": ("预约到店", "Wants to book a visit"),
    "why.order": ("订单问题", "About an order"),
    "why.price": ("询价与购买", "Price and buying"),
    "why.repair": ("维修与保养", "Repair and care"),
    "why.authenticity": ("辨别真伪", "Authenticity"),
    "why.attachment": ("请看客人发来的内容", "Please look at what was sent"),
    "file.missing": ("没有找到这个文件。", "There is no such file."),
    "file.gone": ("文件已过期，无法查看。", "The file has expired and cannot be viewed."),
}
