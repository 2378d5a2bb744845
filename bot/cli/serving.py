"""``demo`` and ``serve``: the gateway with or without the simulated platform."""

from __future__ import annotations

import asyncio
import gc
import secrets
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import orjson
import typer

from bot import config, telemetry
from bot.app import Gateway, SystemClock, open_gateway
from bot.channels.wechat.menus import read_menus
from bot.cli.opened import demo_settings, prepare_folder
from bot.cli.operator import act
from bot.config import Settings
from bot.content.menu import published
from bot.errors import ConfigError, GatewayError
from bot.flow.menu import Publisher, difference
from bot.model import AuditAction
from bot.web.passwords import hash_password
from bot.web.server import bind
from bot.web.server import serve as serve_app

DEMO_AGENTS = (("lin", "林岚", "supervisor"), ("chen", "陈澈", "agent"))
_log = telemetry.logger(__name__)


def serve(
    workers: Annotated[int, typer.Option(min=1, help="processes; over 1 needs PostgreSQL")] = 1,
) -> None:
    """Run the gateway for production."""
    settings = config.load()
    config.require_for_serving(settings)
    if workers > 1:
        _refuse_workers(settings)
    prepare_folder(settings)
    redactor = _start_logs(settings)
    for line in config.unknown():
        _log.warning("unknown_setting", fault=line)
    sock = bind(settings.host, settings.port)
    with sock:
        asyncio.run(_serve(settings, sock, redactor))


def demo(
    scripted: Annotated[
        bool, typer.Option("--day", help="play a scripted day: fans, an angry VIP, an outage")
    ] = False,
    speed: Annotated[
        float, typer.Option(min=0.1, max=100, help="of the scripted day; 1 is four minutes")
    ] = 1.0,
) -> None:
    """Run gateway, simulated WeChat and sample content together; needs no account."""
    settings = demo_settings()
    prepare_folder(settings)
    sock = bind(settings.host, settings.port)
    with sock:
        host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
        address = f"http://{f'[{host}]' if ':' in host else host}:{sock.getsockname()[1]}"
        secret = _demo_secrets(settings.data_dir)
        settings = settings.model_copy(
            update={
                "secret_key": secret["secret_key"],
                "wechat_app_secret": secret["app_secret"],
                "wechat_token": secret["token"],
                "wechat_api_base": f"{address}/simulator/api",
                "wechat_open_base": f"{address}/simulator/api",
                "public_url": address,
            }
        )
        redactor = _start_logs(settings, level="WARNING")
        house = Demo(
            settings=settings, address=address, secret=secret, day_speed=speed if scripted else 0.0
        )
        asyncio.run(_demo(house, sock, redactor))


async def _serve(settings: Settings, sock: socket.socket, redactor: telemetry.Redactor) -> None:
    stop = _stop_on_signal()
    gc.disable()
    async with open_gateway(settings, redactor=redactor) as gateway:
        _keep_for_good()
        _log.info(
            "serving",
            host=settings.host,
            port=sock.getsockname()[1],
            mode=settings.mode,
            entries=len(gateway.content.current.library.book.entries),
        )
        await serve_app(gateway.app, sock, until=stop)
    _log.info("stopped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What one start of the demo is made of; ``day_speed`` 0 plays no scripted day."""

    settings: Settings
    address: str
    secret: dict[str, str]
    day_speed: float = 0.0


async def _demo(house: Demo, sock: socket.socket, redactor: telemetry.Redactor) -> None:
    from bot.simulator.server import build as build_simulator  # noqa: PLC0415 - demo only
    from bot.simulator.settings import SimulatorSettings  # noqa: PLC0415 - demo only

    stop = _stop_on_signal()
    clock, settings = SystemClock(), house.settings
    gc.disable()
    async with open_gateway(settings, clock=clock, redactor=redactor) as gateway:
        await _seed_agents(gateway, clock, house.secret)
        simulator = SimulatorSettings(
            app_id=settings.wechat_app_id,
            app_secret=settings.wechat_app_secret,
            token=settings.wechat_token,
            callback_url=f"{house.address}/wechat",
            state_file=settings.data_dir / "simulator.json",
        )
        gateway.app.add_subapp("/simulator", build_simulator(simulator, now=clock.now))
        _keep_for_good()
        serving = asyncio.create_task(serve_app(gateway.app, sock, until=stop))
        living = asyncio.create_task(_live(gateway, clock, house))
        _announce(house.address, house.secret)
        try:
            await serving
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)


async def _live(gateway: Gateway, clock: SystemClock, house: Demo) -> None:
    """What happens in the demo by itself: the menu, and the scripted day if it was asked for."""
    await _publish_menu(gateway, house.settings.data_dir)
    if house.day_speed:
        from bot.cli.day import play  # noqa: PLC0415 - demo only

        await play(gateway, clock, address=house.address, speed=house.day_speed)


async def _publish_menu(gateway: Gateway, folder: Path) -> None:
    wanted = published(gateway.content.current.library.menu)
    if not wanted.default:
        return
    publisher = Publisher(api=gateway.api, stores=gateway.stores, folder=folder / "menus")
    try:
        if difference(await read_menus(gateway.api), wanted):
            await publisher.publish(wanted, by=act(AuditAction.MENU_PUBLISHED))
    except GatewayError as error:
        _log.warning("menu_not_published", error=str(error))


def _keep_for_good() -> None:
    """What was built at start stays to the end: the collector need not look at it each time."""
    gc.freeze()
    gc.enable()


async def _seed_agents(gateway: Gateway, clock: SystemClock, secret: dict[str, str]) -> None:
    present = {agent.name for agent in await gateway.stores.agents.list_agents()}
    for name, display_name, role in DEMO_AGENTS:
        if name not in present:
            await gateway.stores.agents.add_agent(
                name,
                role=role,
                password_hash=await hash_password(secret[f"password_{name}"]),
                at=clock.now(),
                display_name=display_name,
            )


def _announce(address: str, secret: dict[str, str]) -> None:
    lines = [
        "",
        f"  chat as a fan    {address}/simulator",
        f"  answer at a desk {address}/desk",
        *(
            f"                   log in as {name}, password {secret[f'password_{name}']}"
            for name, *_ in DEMO_AGENTS
        ),
        "",
        "  Ctrl-C stops it; everything is kept for the next start.",
        "",
    ]
    typer.echo("\n".join(lines))


def _demo_secrets(folder: Path) -> dict[str, str]:
    """The demo's own secrets, made at the first start and kept for the next."""
    path = folder / "demo-secrets.json"
    made = {
        "secret_key": secrets.token_hex(32),
        "app_secret": secrets.token_hex(16),
        "token": secrets.token_hex(12),
        **{f"password_{name}": secrets.token_hex(6) for name, *_ in DEMO_AGENTS},
    }
    try:
        if path.exists():
            return made | _kept(path.read_bytes())
        path.touch(mode=0o600)
        path.write_bytes(orjson.dumps(made, option=orjson.OPT_INDENT_2))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its content is not what was written"
        fault = f"cannot keep the demo's secrets in {path}: {reason}"
        raise ConfigError(
            fault, remedy=f"make {folder} writable, or remove the file", faults=(fault,)
        ) from None
    return made


def _kept(written: bytes) -> dict[str, str]:
    kept = orjson.loads(written)
    if not isinstance(kept, dict) or not all(isinstance(value, str) for value in kept.values()):
        raise ValueError("not the demo's secrets")
    return kept


def _refuse_workers(settings: Settings) -> None:
    if settings.database.startswith("sqlite:"):
        fault = "--workers above 1 needs PostgreSQL: SQLite serves one process"
        raise ConfigError(fault, remedy="set BOT_DATABASE_URL", faults=(fault,))
    fault = "--workers above 1 is not possible in this version"
    raise ConfigError(fault, remedy="run one process", faults=(fault,))


def _start_logs(settings: Settings, *, level: str = "INFO") -> telemetry.Redactor:
    redactor = telemetry.Redactor(settings.secret_values())
    telemetry.configure_logs(redactor, style=settings.log_format, level=level)
    return redactor


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
