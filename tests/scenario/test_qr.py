"""QR codes from a table: made once, drawn with their label, and scanned by a fan."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PIL import Image

from bot.cli.codepictures import Labels
from bot.content.codes import read_codes
from bot.errors import ConfigError
from bot.flow.codes import CodeMaker
from tests.scenario.commands import Shell, output_of
from tests.scenario.house import APP_ID, SECRET, House

TABLE = (
    "\ufeffscene;place;city;campaign;label;label_en;days\r\n"
    "store.shanghai.plaza66;store;shanghai;;上海恒隆广场店;Plaza 66;\r\n"
    "popup.a;popup;;ss26_bag;=快闪店 <&>;;30\r\n"
)


def account_of(house: House) -> dict[str, str]:
    return {
        "BOT_WECHAT_APP_ID": APP_ID,
        "BOT_WECHAT_APP_SECRET": SECRET,
        "BOT_WECHAT_API_BASE": f"{house.simulator}/api",
    }


async def test_table_becomes_pictures_that_a_fan_scans(
    house: House, shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "codes.csv").write_bytes(TABLE.encode())
    first = ("qr", "create", "codes.csv", "--out", "print")
    code, out, err = await output_of(*first, folder=tmp_path, environ=account_of(house))
    assert (code, err) == (0, "")
    assert "2 codes in print, 2 of them new" in out

    with (tmp_path / "print" / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["scene"], row["label"], bool(row["expires"])) for row in rows] == [
        ("store.shanghai.plaza66", "上海恒隆广场店", False),
        ("popup.a", "'=快闪店 <&>", True),
    ]
    svg = (tmp_path / "print" / rows[1]["svg"]).read_text("utf-8")
    assert "=快闪店 &lt;&amp;&gt;</text>" in svg
    width, height = size_of((tmp_path / "print" / rows[0]["png"]).read_bytes())
    assert height > width >= 500

    await house.do("follow")
    await house.do("scan", ticket=rows[0]["ticket"])
    scanned = [event for event in await house.events() if event["type"] == "qr_scanned"]
    assert [event["scene"] for event in scanned] == ["store.shanghai.plaza66"]

    shell.set(**account_of(house))
    ended = await shell.run_beside("qr", "create", "codes.csv", "--out", "again")
    assert (ended.code, "2 codes in again, 1 of them new" in ended.out) == (0, True)
    with (tmp_path / "again" / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        again = list(csv.DictReader(file))
    assert again[0]["ticket"] == rows[0]["ticket"]
    listed = (await shell.run_beside("qr", "list", "codes.csv")).out
    assert listed.splitlines()[0] == f"store.shanghai.plaza66\tpermanent\t{rows[0]['url']}"
    assert "popup.a\tuntil 20" in listed


async def test_permanent_codes_are_asked_for_once_though_the_pool_ends(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "codes.csv").write_text(
        "scene,place,label\nstore.a,store,甲\nstore.b,store,乙\n", "utf-8"
    )
    codes, problems = read_codes(tmp_path / "codes.csv")
    assert problems == ()
    maker = CodeMaker(
        api=house.gateway.api, settings=house.gateway.stores.settings, clock=house.clock
    )
    first = [item async for item in maker.make(codes.by_scene.values())]
    await fail(house, 45029)
    second = [item async for item in maker.make(codes.by_scene.values())]

    assert [is_new for _, _, is_new in first] == [True, True]
    assert [is_new for _, _, is_new in second] == [False, False]
    assert [item[1] for item in first] == [item[1] for item in second]


@pytest.mark.parametrize(
    ("errcode", "says"),
    [
        (45029, "the account has 100 000 permanent codes (make temporary ones)"),
        (40053, "the scene of the QR code is wrong"),
        (48001, "the account has no permission for this call"),
    ],
)
async def test_refusals_are_told_in_words(
    house: House, shell: Shell, tmp_path: Path, errcode: int, says: str
) -> None:
    (tmp_path / "codes.csv").write_text("scene,place,label\nstore.c,store,丙\n", "utf-8")
    await fail(house, errcode)
    shell.set(**account_of(house))
    ended = await shell.run_beside("qr", "create", "codes.csv")

    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


async def fail(house: House, errcode: int) -> None:
    calls = [{"path": "qrcode/create", "errcode": errcode, "times": 1}]
    async with house.http.post(
        f"{house.simulator}/do/faults", json={"calls": calls}, headers={"X-Simulator": "1"}
    ) as response:
        assert response.status == 200, await response.text()


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("scene,place,label\nstore.a,shop,甲\n", "codes.csv:2:2: `shop` is none of the possible"),
        ("scene,place,label\nstore.a,store,\n", "codes.csv:2:1: `label` is missing"),
        ("scene,place,name\nstore.a,store,甲\n", "codes.csv:1:3: there is no column `name`"),
        (
            "scene,place,label\na,store,甲\nA,store,乙\n",
            "codes.csv:3:1: the scene `A` stands twice",
        ),
        ("scene,place,label,days\na,store,甲,99\n", "codes.csv:2:4: `99` is out of range"),
        ("scene,place,label,days\na,store,甲,soon\n", "codes.csv:2:4: "),
        ("", "codes.csv holds no codes"),
    ],
)
def test_faults_of_a_table_are_told_with_line_and_column(
    shell: Shell, table: str, says: str
) -> None:
    (shell.folder / "codes.csv").write_text(table, "utf-8")
    ended = shell.run("qr", "create", "codes.csv")

    assert ended.code == 2
    assert says in ended.err
    assert not (shell.folder / "codes").exists()


def test_table_in_another_encoding_is_named(shell: Shell) -> None:
    (shell.folder / "codes.csv").write_bytes("scene,place,label\na,store,甲\n".encode("gbk"))

    assert "saved as GBK, not UTF-8" in shell.run("qr", "create", "codes.csv").err


def test_font_without_the_characters_is_refused_before_a_code_is_made(tmp_path: Path) -> None:
    plain = Labels(None)
    plain._path = None
    with pytest.raises(ConfigError) as refused:
        plain.png("http://weixin.qq.com/q/a", ["维岚"])
    assert "the built-in font has no 岚、维 (label 维岚)" in str(refused.value)
    assert "--font" in str(refused.value)

    assert size_of(plain.png("http://weixin.qq.com/q/a", ["Plaza 66"]))[0] > 400
    broken = tmp_path / "font.ttf"
    broken.write_bytes(b"no font")
    with pytest.raises(ConfigError) as refused:
        Labels(broken).png("http://weixin.qq.com/q/a", ["Plaza"])
    assert "is not a font" in str(refused.value)


def size_of(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as picture:
        return picture.size
