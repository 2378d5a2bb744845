"""A listening socket, and serving on it until told to stop."""

from __future__ import annotations

import asyncio
import socket

from aiohttp import web

from bot.errors import ConfigError

SHUTDOWN_S = 1.5
"""How long requests under way may finish; what is cut off was not acknowledged and comes again."""


async def serve(app: web.Application, sock: socket.socket, *, until: asyncio.Event) -> None:
    """Serve on a bound socket until told to stop; requests under way are answered first."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    try:
        await web.SockSite(runner, sock).start()
        await until.wait()
    finally:
        await runner.cleanup()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; raises ``ConfigError`` in one line when the address cannot be used."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1_024)
    except OSError as error:
        fault = f"cannot listen on {host}:{port}: {error.strerror or error}"
        raise ConfigError(
            fault, remedy="stop what uses the port, or set BOT_PORT", faults=(fault,)
        ) from None
