"""What each room is told of the settings."""

from __future__ import annotations

from datetime import timedelta

from bot.channels.wechat.channel import WeChatAccount
from bot.config import Settings
from bot.flow.privacy import PrivacyRules
from bot.model import Retention
from bot.rules.limits import Limits
from bot.web.context import WebSettings


def wechat_account(settings: Settings) -> WeChatAccount:
    """What the account's page says about its callback."""
    return WeChatAccount(
        app_id=settings.wechat_app_id,
        token=settings.wechat_token,
        aes_key=settings.wechat_aes_key,
        previous_aes_key=settings.wechat_aes_key_previous,
        mode=settings.mode,
        max_age_s=settings.wechat_max_age_s,
        location_datum=settings.wechat_location_datum,
        report_datum=settings.wechat_report_datum,
    )


def limits_of(settings: Settings) -> Limits:
    """What WeChat does not publish, as the operator set it."""
    return Limits(
        passive_text_bytes=settings.wechat_passive_text_bytes,
        custom_text_bytes=settings.wechat_custom_text_bytes,
        menu_items=settings.wechat_menu_items,
        menu_item_bytes=settings.wechat_menu_item_bytes,
        answered_events=frozenset(settings.wechat_answered_events),
        transfer_ai=settings.wechat_transfer_ai,
        clarify_menu=settings.wechat_clarify_menu,
        native_desk=settings.wechat_native_desk,
    )


def privacy_rules(settings: Settings) -> PrivacyRules:
    """How long what is kept, and what a dispute keeps longer."""
    lives = {kind: timedelta(days=days) for kind, days in settings.lives_days.items()}
    disputes = timedelta(days=settings.dispute_keep_days)
    return PrivacyRules(dispute_keep=disputes, lives=Retention(**lives))


def web_settings(settings: Settings) -> WebSettings:
    """What the pages need to know."""
    return WebSettings(
        account=settings.wechat_app_id,
        secret=settings.secret_key.encode(),
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
    )
