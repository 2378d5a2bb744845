"""Headers that no browser sends are refused like any other wrong log-in, without a crash."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.scenario.house import open_house

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/v1/events", {"Authorization": "Bearer \udcff\udcfe"}, 401),
        ("/desk/events", {"Cookie": "desk_session=\udcff\udcfe"}, 401),
    ],
)
async def test_bytes_that_are_no_text_in_a_secret_are_refused(
    tmp_path: Path, path: str, headers: dict[str, str], status: int
) -> None:
    async with open_house(tmp_path) as house:
        host, port = house.root.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        request = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{lines}\r\n"
        writer.write(request.encode("utf-8", "surrogateescape"))
        answer = await reader.read(64)
        writer.close()

    assert answer.split()[1] == str(status).encode()


@pytest.mark.parametrize(
    "kind", [f"{FORM}; charset=nonsense", "multipart/form-data", "multipart/form-data; boundary=q"]
)
async def test_unreadable_log_in_form_is_refused(tmp_path: Path, kind: str) -> None:
    async with (
        open_house(tmp_path) as house,
        house.http.post(
            f"{house.root}/desk/login", data=b"x", headers={"Content-Type": kind}
        ) as response,
    ):
        status = response.status

    assert 400 <= status < 500
