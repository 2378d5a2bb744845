"""The doctor names what is wrong, and the page where it is set right."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.cli.doctor import _checks, _settings
from bot.cli.operator import act
from bot.config import Settings, load_usable
from bot.content.library import load_library
from bot.content.menu import published
from bot.flow.doctor.findings import Check, Finding, run_checks
from bot.flow.menu import Publisher
from bot.model import AuditAction
from tests.scenario.commands import output_of
from tests.scenario.house import AES_KEY, APP_ID, FAQ, SECRET, TOKEN, House, open_house

IN_ORDER: dict[str, Any] = {
    "verified": True,
    "secret_frozen": False,
    "ip_list": None,
    "refusal": 0,
    "withheld": [],
    "limits": {},
    "callback_set": True,
    "menu": None,
    "replies": None,
}
SENDING = "/cgi-bin/message/custom/send"


@dataclass(frozen=True)
class Ward:
    """A house with what the doctor is told about it."""

    house: House
    settings: Settings

    async def account(self, **state: Any) -> None:
        async with self.house.http.post(
            f"{self.house.simulator}/do/account",
            json={**IN_ORDER, **state},
            headers={"X-Simulator": "1"},
        ) as response:
            assert response.status == 200, await response.text()

    async def look(self, *groups: str, **settings: Any) -> list[str]:
        """The lines of the doctor, of all groups or some."""
        told = self.settings.model_copy(update=settings)
        async with aiohttp.ClientSession() as session:
            checks = [
                check for check in _checks(told, session) if not groups or check.group in groups
            ]
            found = await run_checks(checks, done=lambda: None)
        return [str(finding) for finding in found]


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Ward]:
    """Safe mode, with everything as it should be."""
    shutil.copytree(FAQ, tmp_path / "faq")
    async with open_house(tmp_path, mode="safe") as house:
        settings = Settings(
            data_dir=tmp_path,
            database_url=f"sqlite:///{tmp_path / 'bot.db'}",
            faq_dir=tmp_path / "faq",
            public_url=house.root,
            secret_key="k" * 32,
            wechat_app_id=APP_ID,
            wechat_app_secret=SECRET,
            wechat_token=TOKEN,
            wechat_aes_key=AES_KEY,
            wechat_api_base=f"{house.simulator}/api",
        )
        yield Ward(house, settings)


def only(lines: list[str], what: str) -> str:
    found = [line for line in lines if line[9:].startswith(f"{what}:")]

    assert len(found) == 1, lines
    return found[0]


async def test_house_in_order_is_good_but_for_the_port_of_the_test(
    ward: Ward, tmp_path: Path
) -> None:
    library, _ = load_library(ward.settings.faq_dir)
    assert library is not None
    await ward.account()
    publisher = Publisher(
        api=ward.house.gateway.api, stores=ward.house.gateway.stores, folder=tmp_path / "menus"
    )
    await publisher.publish(published(library.menu), by=act(AuditAction.MENU_PUBLISHED))
    lines = await ward.look()

    assert [line for line in lines if not line.startswith("good")] == [
        f"warning  public address: {ward.house.root}: WeChat calls the ports 80 and 443 only"
        " (put a proxy in front, and set BOT_PUBLIC_URL to its address)"
    ]
    assert "answers within 5 s" in only(lines, "our own call")
    assert "the running gateway opens what our key seals" in only(lines, "mode and key")
    assert "the account has those of menu.yaml" in only(lines, "menus")


async def test_every_refusal_of_a_token_is_named_with_its_page(ward: Ward) -> None:
    told = {}
    for name, state in {
        "ip": {"ip_list": ["10.9.9.9"]},
        "frozen": {"secret_frozen": True},
        "confirm": {"refusal": 89503},
        "day": {"refusal": 89506},
        "hour": {"refusal": 89507},
    }.items():
        await ward.account(**state)
        lines = await ward.look("account")
        told[name] = only(lines, "credentials")
        assert "not looked at: there is no token" in only(lines, "permissions")
    await ward.account()
    told["app id"] = only(
        await ward.look("account", wechat_app_id="wxsomebodyelse001"), "credentials"
    )
    told["secret"] = only(
        await ward.look("account", wechat_app_secret="wrong-secret"), "credentials"
    )
    told["none"] = only(await ward.look("account", wechat_app_id=""), "credentials")

    assert all(line.startswith("bad ") for line in told.values()), told
    assert told["ip"] == (
        "bad      credentials: WeChat saw us at 127.0.0.1, which is not in the IP list (40164)"
        " (add 127.0.0.1 at 设置与开发 → 基本配置 → IP白名单)"
    )
    assert "(40243)" in told["frozen"]
    assert "开发者密码(AppSecret) → 解冻" in told["frozen"]
    assert "(89503)" in told["confirm"]
    assert "must confirm" in told["confirm"]
    assert "after 24 hours" in told["day"]
    assert "after one hour" in told["hour"]
    assert "(40013)" in told["app id"]
    assert "开发者ID(AppID)" in told["app id"]
    assert "(40125)" in told["secret"]
    assert "重置" in told["secret"]
    assert "set BOT_WECHAT_APP_ID" in told["none"]
    assert SECRET not in "".join(told.values())


async def test_missing_permissions_quotas_and_the_saved_address_are_named(ward: Ward) -> None:
    await ward.account(
        withheld=["/cgi-bin/menu/get", "/cgi-bin/message/template/send"],
        limits={SENDING: 1, "/cgi-bin/user/info": 3},
        callback_set=False,
    )
    lines = await ward.look("account", "callback")

    assert only(lines, "menu") == (
        "bad      menu: no permission (48001): no menu can be published"
        " (apply for it: 设置与开发 → 接口权限)"
    )
    assert only(lines, "template messages").startswith("warning")
    assert only(lines, "verification").startswith("good")
    assert "no address is saved yet" in only(lines, "seen by WeChat")
    assert "设置与开发 → 基本配置 → 服务器配置" in only(lines, "seen by WeChat")
    again = await ward.look("account", "callback")
    assert only(again, "quota of customer-service messages").startswith("bad      ")
    assert "0 of 1 calls left today" in only(again, "quota of customer-service messages")

    await ward.account(verified=False)
    lines = await ward.look("account", "callback")
    assert "seems not to be verified" in only(lines, "verification")
    assert "认证" in only(lines, "verification")
    assert "agents cannot answer" in only(lines, "customer-service messages")


async def test_running_gateway_with_other_values_is_found_out(ward: Ward) -> None:
    await ward.account()
    other = await ward.look("callback", wechat_token="anothertoken")
    assert "refuses our token" in only(other, "our own call")

    other = await ward.look("callback", wechat_aes_key="z" * 43)
    assert "does not open what our key seals" in only(other, "mode and key")
    plain = await ward.look("callback", wechat_aes_key="", wechat_mode="plain")
    assert "安全模式" in only(plain, "mode and key")

    nobody = await ward.look("callback", public_url="http://127.0.0.1:9")
    assert "was not reached" in only(nobody, "our own call")
    nowhere = await ward.look("callback", public_url="")
    assert only(nowhere, "public address").startswith("warning")
    assert [line for line in nowhere if "our own call" in line] == []
    elsewhere = await ward.look("callback", public_url=f"{ward.house.simulator}/nothing")
    assert "answers 404" in only(elsewhere, "our own call")


async def test_menu_and_replies_that_fans_do_not_get_are_told(ward: Ward) -> None:
    rule = {
        "rule_name": "秋冬",
        "reply_mode": "reply_all",
        "keyword_list_info": [{"type": "text", "match_mode": "contain", "content": "秋冬大秀"}],
        "reply_list_info": [{"type": "text", "content": "山色入秋"}],
    }
    await ward.account(
        menu={"button": [{"type": "view", "name": "官网", "url": "https://www.veland.example"}]},
        replies={"is_autoreply_open": 1, "keyword_autoreply_info": {"list": [rule]}},
    )
    lines = await ward.look("menu")
    assert "the menu was made on the admin page" in only(lines, "menus")
    assert "run menu pull" in only(lines, "menus")
    assert only(lines, "replies of the admin page") == (
        "warning  replies of the admin page: 1 keyword rules are not in the book: 秋冬"
        " (run menu pull)"
    )

    await ward.account()
    assert "fans see no menu" in only(await ward.look("menu"), "menus")
    await ward.house.gateway.api.post(
        "/cgi-bin/menu/create",
        {"button": [{"type": "view", "name": "官网", "url": "https://www.veland.example"}]},
    )
    assert "differ from menu.yaml" in only(await ward.look("menu"), "menus")
    (ward.settings.faq_dir / "menu.yaml").unlink()
    assert "none in menu.yaml" in only(await ward.look("menu"), "menus")


async def test_content_database_and_disk_are_looked_at(ward: Ward, tmp_path: Path) -> None:
    await ward.account()
    (ward.settings.faq_dir / "domains.yaml").unlink()
    (ward.settings.faq_dir / "hours.yaml").unlink()
    lines = await ward.look("house", database_url=f"sqlite:///{tmp_path / 'new.db'}")
    assert "is made at the first start" in only(lines, "database")
    assert not (tmp_path / "new.db").exists()
    assert "links may lead anywhere" in only(lines, "links")
    assert "day and night" in only(lines, "human hours")

    (ward.settings.faq_dir / "answers" / "broken.yaml").write_text("entries: [{id: a}]\n", "utf-8")
    lines = await ward.look("house", database_url="postgresql://nobody:hidden@127.0.0.1:9/none")
    assert only(lines, "content").startswith("bad      content: ")
    assert "broken.yaml:1:" in only(lines, "content")
    assert only(lines, "database").startswith("bad")
    assert "hidden" not in only(lines, "database")


async def test_clock_that_is_off_is_told_with_its_skew(ward: Ward) -> None:
    async def late(_: web.Request) -> web.Response:
        return web.Response(headers={"Date": "Thu, 26 Nov 2020 10:00:00 GMT"})

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", late)
    async with TestServer(app) as server:
        lines = await ward.look("account", wechat_api_base=str(server.make_url("")).rstrip("/"))

    assert only(lines, "clock").startswith("bad      clock: ")
    assert "every push would be refused (BOT_WECHAT_MAX_AGE_S is 300)" in only(lines, "clock")


async def test_unreachable_platform_hides_nothing_else(ward: Ward) -> None:
    lines = await ward.look(wechat_api_base="http://127.0.0.1:9")

    assert "was not reached" in only(lines, "credentials")
    assert "BOT_WECHAT_API_BASE" in only(lines, "clock")
    assert "answers within 5 s" in only(lines, "our own call")
    assert only(lines, "disk").startswith("good")


async def test_slow_and_broken_checks_are_findings_of_their_own() -> None:
    async def slow() -> list[Finding]:
        await asyncio.Event().wait()
        return []

    async def broken() -> list[Finding]:
        raise KeyError("x")

    async def fine() -> list[Finding]:
        return [Finding("good", "house", "disk", "fine")]

    checks = [Check("house", "one", slow), Check("house", "two", broken), Check("house", "3", fine)]
    found = await run_checks(checks, done=lambda: None, limit_s=0.01)

    assert [str(finding) for finding in found] == [
        "bad      one: no answer within 0.01 s (check the network, then try again)",
        "bad      two: the check broke: KeyError (please report this)",
        "good     disk: fine",
    ]


def test_each_wrong_or_missing_setting_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("APP_ID", "APP_SECRET", "TOKEN"):
        monkeypatch.delenv(f"BOT_WECHAT_{name}", raising=False)
    monkeypatch.setenv("BOT_SECRET_KEY", "short")
    monkeypatch.setenv("BOT_WECHAT_MODE", "safe")
    monkeypatch.setenv("BOT_WECHAT_TOKN", "typo")
    lines = [str(finding) for finding in _settings(*load_usable())]

    assert "bad      BOT_SECRET_KEY: must be at least 32 bytes long (correct this value)" in lines
    assert (
        "bad      BOT_WECHAT_APP_ID: is missing"
        " (copy it from the account's page (设置与开发 → 基本配置))"
    ) in lines
    assert any(line.startswith("bad      BOT_WECHAT_AES_KEY: is missing") for line in lines)
    assert (
        "warning  BOT_WECHAT_TOKN: is not a setting; is BOT_WECHAT_TOKEN meant?"
        " (correct or remove it)"
    ) in lines
    assert sum("BOT_SECRET_KEY" in line for line in lines) == 1


async def test_command_tells_lines_or_json_and_its_exit_code(tmp_path: Path) -> None:
    """With no network, no database and no content: everything is still told."""
    environ = {
        "BOT_WECHAT_APP_ID": APP_ID,
        "BOT_WECHAT_APP_SECRET": SECRET,
        "BOT_WECHAT_TOKEN": TOKEN,
        "BOT_SECRET_KEY": "k" * 32,
        "BOT_WECHAT_API_BASE": "http://127.0.0.1:9",
        "BOT_FAQ_DIR": str(tmp_path / "none"),
    }
    code, out, err = await output_of("doctor", "--json", folder=tmp_path, environ=environ)
    told = orjson.loads(out)

    assert (code, err) == (1, "")
    assert told["bad"] == sum(row["level"] == "bad" for row in told["findings"]) >= 3
    assert {"level", "group", "what", "found", "remedy"} == set(told["findings"][0])
    assert SECRET not in out
    assert TOKEN not in out
