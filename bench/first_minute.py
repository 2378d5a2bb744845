"""Start-up, answer time and memory of the real program, as a new user meets them.

    python bench/first_minute.py [--texts 200]

Starts ``run.py`` (demo) and ``run.py serve`` as processes on free ports with fresh folders and
prints a table for bench/RESULTS.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUESTIONS = [
    "你们几点关门",
    "can I return a bag",
    "包包拉链坏了怎么办",
    "請問可以退貨嗎",
    "附近有门店吗",
    "怎么辨别真假",
    "金扣氧化了怎么处理",
    "what sizes do rings come in",
    "圆周率第一百位是几",
    "上海恒隆",
]
SERVE = {
    "BOT_WECHAT_APP_ID": "wxbench0000000001",
    "BOT_WECHAT_APP_SECRET": "secret-of-the-bench",
    "BOT_WECHAT_TOKEN": "tokenofthebench",
    "BOT_SECRET_KEY": "0123456789abcdef0123456789abcdef",
}


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], folder: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    env = {key: value for key, value in os.environ.items() if not key.startswith("BOT_")}
    env |= {"BOT_PORT": str(port), "BOT_DATA_DIR": folder, **(SERVE if "serve" in command else {})}
    process = subprocess.Popen(
        [sys.executable, "run.py", *command], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def seconds_until_ok(url: str, started: float) -> float:
    while time.perf_counter() - started < 60:
        try:
            with urllib.request.urlopen(url, timeout=1) as response:
                if response.status == 200:
                    return time.perf_counter() - started
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"{url} did not answer within a minute")


def rss_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None

    return int(found[1]) / 1_000


def act(root: str, name: str, body: dict[str, object]) -> float:
    request = urllib.request.Request(
        f"{root}/simulator/do/{name}",
        data=json.dumps(body).encode(),
        headers={"X-Simulator": "1", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return float(json.load(response)["ms"])


def measure_demo(texts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for start in ("first", "second"):
            port = free_port()
            started = time.perf_counter()
            with running([], folder, port):
                root = f"http://127.0.0.1:{port}"
                ready = seconds_until_ok(f"{root}/simulator", started)
                print(f"| demo, {start} start: chat page served after | {ready:.2f} s |")
                if start == "second":
                    measure_answers(root, texts)


def measure_answers(root: str, texts: int) -> None:
    with urllib.request.urlopen(f"{root}/simulator/do/fans") as response:
        fan = json.load(response)["items"][0]["id"]
    act(root, "follow", {"fan": fan, "source": "search"})
    spent = sorted(
        act(root, "text", {"fan": fan, "text": QUESTIONS[n % len(QUESTIONS)]}) for n in range(texts)
    )
    cuts = statistics.quantiles(spent, n=100)
    print(f"| bot answer in the simulator, p50 / p95 / p99 of {texts} |", end="")
    print(f" {cuts[49]:.0f} / {cuts[94]:.0f} / {cuts[98]:.0f} ms |")


def measure_serve() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for start in ("first (no jieba cache)", "second"):
            port = free_port()
            started = time.perf_counter()
            with running(["serve"], folder, port) as process:
                ready = seconds_until_ok(f"http://127.0.0.1:{port}/readyz", started)
                print(f"| serve, {start} start: ready after | {ready:.2f} s |")
                if start == "second":
                    print(f"| serve, resident memory | {rss_mb(process.pid):.0f} MB |")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=int, default=200)
    texts = parser.parse_args().texts
    print("| what | figure |\n|---|---|")
    measure_demo(texts)
    measure_serve()


if __name__ == "__main__":
    main()
