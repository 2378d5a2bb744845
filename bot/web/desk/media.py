"""Files of fans for agents' eyes: what a browser may show is shown, everything else downloaded.

A file is served by what its bytes are, never by what it was called, and never kept by the browser.
Looking at one is a reveal of personal data: it is on the audit record once a log-in.
"""

from __future__ import annotations

from aiohttp import web

from bot.model import Attachment, AttachmentId
from bot.model.mediatypes import TYPES
from bot.ports import Session
from bot.web.context import SHELF, STORES
from bot.web.desk.render import language
from bot.web.desk.reveal import record_reveal
from bot.web.desk.words import Words
from bot.web.written import read_id

_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'"


async def media(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk/media/{id}: one file; of another account or unknown is the same plain 404."""
    wanted, words = read_id(request.match_info["id"]), Words(language(request))
    found = await _find(request, wanted) if wanted else None
    if found is None:
        raise web.HTTPNotFound(text="404: " + words("file.missing"))
    path = request.app[SHELF].path_of(found.name) if found.name else None
    if path is None or not path.is_file():
        raise web.HTTPGone(text="410: " + words("file.gone"))
    await record_reveal(request, session, f"media {found.id}")
    kind = TYPES[found.type]
    how = "inline" if kind.shown and "download" not in request.query else "attachment"
    return web.FileResponse(
        path,
        headers={
            "Content-Type": kind.mime,
            "Content-Disposition": f'{how}; filename="guest-{found.id}.{kind.name}"',
            "Content-Security-Policy": _POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )


async def _find(request: web.Request, wanted: int) -> Attachment | None:
    return await request.app[STORES].media.find_attachment(AttachmentId(wanted))
