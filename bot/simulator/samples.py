"""What the admin page of a brand holds before a server is connected: a sample to take over."""

from __future__ import annotations

from pydantic import JsonValue

SAMPLE_MENU: dict[str, JsonValue] = {
    "button": [
        {
            "name": "品牌",
            "sub_button": {
                "list": [
                    {"type": "view", "name": "官方网站", "url": "https://www.veland.example"},
                    {"type": "text", "name": "联系我们", "value": "客服热线 400-820-0000"},
                    {"type": "img", "name": "会员二维码", "value": "page_picture_1"},
                ]
            },
        },
        {"type": "view", "name": "线上精品店", "url": "https://www.veland.example/shop"},
    ]
}

_CREATED = 1_760_000_000
SAMPLE_REPLIES: dict[str, JsonValue] = {
    "is_add_friend_reply_open": 1,
    "is_autoreply_open": 1,
    "add_friend_autoreply_info": {"type": "text", "content": "感谢关注维岚，我们很高兴认识您。"},
    "message_default_autoreply_info": {
        "type": "text",
        "content": "您好，留言已收到，客服热线 400-820-0000 每日 10:00 至 20:00 为您服务。",
    },
    "keyword_autoreply_info": {
        "list": [
            {
                "rule_name": "发票",
                "create_time": _CREATED,
                "reply_mode": "reply_all",
                "keyword_list_info": [
                    {"type": "text", "match_mode": "contain", "content": "发票"},
                    {"type": "text", "match_mode": "equal", "content": "开票"},
                ],
                "reply_list_info": [
                    {
                        "type": "text",
                        "content": "电子发票会在签收后三日内发送至您下单时填写的邮箱。",
                    }
                ],
            },
            {
                "rule_name": "秋冬新品",
                "create_time": _CREATED,
                "reply_mode": "random_one",
                "keyword_list_info": [
                    {"type": "text", "match_mode": "contain", "content": "秋冬系列"}
                ],
                "reply_list_info": [
                    {
                        "type": "news",
                        "news_info": {
                            "list": [
                                {
                                    "title": "秋冬系列",
                                    "author": "维岚",
                                    "digest": "山色入秋",
                                    "show_cover": 1,
                                    "cover_url": "",
                                    "content_url": "https://www.veland.example/aw",
                                    "source_url": "",
                                }
                            ]
                        },
                    },
                    {"type": "img", "content": "page_picture_2"},
                ],
            },
        ]
    },
}
