"""One bubble of every type, as the platform takes it."""

from __future__ import annotations

from bot.model import (
    Article,
    Content,
    MenuItem,
    MiniProgramPage,
    MpNews,
    MpNewsArticle,
    MsgMenu,
    Music,
    News,
    Picture,
    Text,
    TransferToAi,
    TransferToDesk,
    Video,
    Voice,
    WxCard,
)

CARD = Article("门店", "上海恒隆广场", "https://example.com/s", "https://example.com/p.jpg")
SAMPLES: dict[str, Content] = {
    "text": Text('见 <a href="https://example.com/a?b=1&c=2">说明</a>'),
    "image": Picture("media-1"),
    "voice": Voice("media-2"),
    "video": Video("media-3", "media-4", "工坊", "一只包的诞生"),
    "music": Music(
        "media-4", "秋日", "钢琴", "https://example.com/a.mp3", "https://example.com/hq.mp3"
    ),
    "news": News((CARD,)),
    "mpnews": MpNews("media-5"),
    "mpnewsarticle": MpNewsArticle("article-1"),
    "msgmenu": MsgMenu((MenuItem("101", "满意"), MenuItem("102", "不满意")), "您满意吗？", "谢谢"),
    "wxcard": WxCard("pFS7Fjg8kV1IdDz01r4SQwMkuCKc"),
    "miniprogrampage": MiniProgramPage("到店预约", "wx0123456789abcdef", "pages/visit", "media-4"),
    "transfer_customer_service": TransferToDesk("li@gh_1"),
    "transfer_biz_ai_ivr": TransferToAi(),
}
