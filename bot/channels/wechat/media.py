"""Files from and to the platform: fetched with limits, checked before they are sent.

What is fetched is streamed, never longer than ``LARGEST`` bytes or ``PATIENCE_S`` seconds, and
never through a redirect. Addresses that the platform names are followed on its own hosts only
(``guard``). Keeping files does not belong here.

*Source:* developers.weixin.qq.com, "get temporary media", "upload temporary media", "permanent
material" and "upload picture of an article", read in 2026.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

import aiohttp
import orjson

from bot.channels.wechat.errcodes import errcode_of, raise_for_errcode
from bot.channels.wechat.guard import MEDIA_HOSTS, NotPublic, check_address
from bot.channels.wechat.token import AccessToken
from bot.errors import MediaRefused, PlatformBusy, PlatformError, Refused, TokenExpired
from bot.model import WantedFile
from bot.model.limits import IMAGE_BYTES
from bot.model.mediatypes import AMR, GIF, JPEG, MP3, MP4, PNG, MediaType, sniff, spoken_s

LARGEST = 10 * 1024 * 1024
"""Bytes of a file that is fetched; the platform itself takes none that is larger."""
PATIENCE_S = 10.0
"""Seconds for one file, from the first byte sent to the last received."""
SPOKEN_S = 60
"""Seconds of a recording that the platform takes."""

_JSON_BYTES = 65_536
_T = TypeVar("_T")
UploadKind = Literal["image", "voice", "video", "thumb"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What one kind of upload may be."""

    size: int
    types: tuple[MediaType, ...]


UPLOADS: Mapping[UploadKind, Limit] = {
    "image": Limit(IMAGE_BYTES, (PNG, JPEG, GIF)),
    "voice": Limit(2 * 1024 * 1024, (AMR, MP3)),
    "video": Limit(10 * 1024 * 1024, (MP4,)),
    "thumb": Limit(64 * 1024, (JPEG,)),
}
ARTICLE_PICTURE = Limit(1024 * 1024, (PNG, JPEG))


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that the platform now holds; a temporary one for three days."""

    media_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Film:
    """How a permanent video is called."""

    title: str
    introduction: str


def check_upload(kind: UploadKind, data: bytes) -> MediaType:
    """The type of a file that the platform would take; else ``Refused`` says what is wrong."""
    return _checked(data, UPLOADS[kind], kind)


class WeChatMedia:
    """Files of one account. ``guarded`` is the session for addresses that others named.

    Errors are ``MediaRefused`` for a file that cannot be used, and ``PlatformError`` with its
    branches; an unknown or expired media id is ``BadRequest`` 40007.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        guarded: aiohttp.ClientSession,
        *,
        base_url: str,
        tokens: AccessToken,
        hosts: tuple[str, ...] = (),
    ) -> None:
        self._session = session
        self._guarded = guarded
        self._base_url = base_url.rstrip("/")
        self._origin = "/".join(self._base_url.split("/", 3)[:3])
        self._tokens = tokens
        self._hosts = (*MEDIA_HOSTS, *hosts)

    async def fetch(self, file: WantedFile) -> bytes:
        """A file that a fan sent; of a picture also from the platform's own copy of it."""
        try:
            return await self.download(file.media_id)
        except (PlatformError, MediaRefused) as error:
            if not file.url or isinstance(error, PlatformBusy):
                raise
            try:
                return await self.download_url(file.url)
            except (PlatformError, MediaRefused):
                raise error from None

    async def download(self, media_id: str) -> bytes:
        """A temporary file. The platform answers a video with its address, which is followed."""
        return await self._followed("/cgi-bin/media/get", media_id)

    async def download_voice(self, media_id: str) -> bytes:
        """A recording made with the JS-SDK in its better quality, as Speex at 16 kHz."""
        return await self._followed("/cgi-bin/media/get/jssdk", media_id)

    async def download_url(self, url: str) -> bytes:
        """A file on the platform's delivery network, or on the API's own address."""
        if url.startswith(f"{self._origin}/"):
            return await self._streamed(self._session, "GET", url, "the file's address")
        check_address(url, self._hosts)
        return await self._streamed(self._guarded, "GET", url, "the file's address")

    async def upload(self, kind: UploadKind, data: bytes) -> Uploaded:
        """Hand over a file for three days. Raises ``Refused`` before any call if it is not fit."""
        found = check_upload(kind, data)
        answer = await self._posted("/cgi-bin/media/upload", data, found, kind=kind)
        # The answer for a thumb carries its id under another name.
        return _uploaded(answer, "media_id", "thumb_media_id")

    async def upload_image(self, data: bytes) -> Uploaded:
        """Hand over a picture for three days."""
        return await self.upload("image", data)

    async def add_material(
        self, kind: UploadKind, data: bytes, *, film: Film | None = None
    ) -> Uploaded:
        """Hand over a file for good; a video needs its ``film``. Repeated, it is there twice."""
        found = check_upload(kind, data)
        if (kind == "video") is not (film is not None):
            raise Refused("a permanent video needs a title", remedy="give one", reason="film")
        told = film and json.dumps(
            {"title": film.title, "introduction": film.introduction}, ensure_ascii=False
        )
        path = "/cgi-bin/material/add_material"
        answer = await self._posted(path, data, found, kind=kind, description=told or "")
        return _uploaded(answer, "media_id")

    async def get_material(self, media_id: str) -> bytes:
        """A permanent file; of a video the platform gives its address, which is followed."""
        path = "/cgi-bin/material/get_material"
        return await self._or_address(await self._asked(path, {"media_id": media_id}), path)

    async def delete_material(self, media_id: str) -> None:
        """Give up a permanent file."""
        path = "/cgi-bin/material/del_material"
        _answer(await self._asked(path, {"media_id": media_id}), path)

    async def upload_article_picture(self, data: bytes) -> str:
        """The address of a picture for articles; it counts against no limit of number."""
        found = _checked(data, ARTICLE_PICTURE, "picture of an article")
        answer = await self._posted("/cgi-bin/media/uploadimg", data, found)
        return str(answer.get("url", ""))

    async def _followed(self, path: str, media_id: str) -> bytes:
        async def call(token: str) -> bytes:
            query = {"access_token": token, "media_id": media_id}
            data = await self._streamed(
                self._session, "GET", self._base_url + path, path, params=query
            )
            return await self._or_address(data, path)

        return await self._with_token(call)

    async def _or_address(self, data: bytes, path: str) -> bytes:
        """The file; or the file at the address that stands in the answer instead of it."""
        told = _json(data)
        if told is None:
            return data
        raise_for_errcode(told, path)
        address = told.get("video_url") or told.get("down_url")
        if not isinstance(address, str):
            raise PlatformError(f"{path} gave neither a file nor its address", call=path)
        return await self.download_url(address)

    async def _asked(self, path: str, body: Mapping[str, str]) -> bytes:
        async def call(token: str) -> bytes:
            data = await self._streamed(
                self._session,
                "POST",
                self._base_url + path,
                path,
                params={"access_token": token},
                data=orjson.dumps(body),
            )
            told = _json(data)
            if told is not None:
                raise_for_errcode(told, path)
            return data

        return await self._with_token(call)

    async def _posted(
        self, path: str, data: bytes, found: MediaType, *, kind: str = "", description: str = ""
    ) -> Mapping[str, object]:
        async def call(token: str) -> Mapping[str, object]:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("media", data, filename=f"file.{found.name}", content_type=found.mime)
            if description:
                form.add_field("description", description)
            query = {"access_token": token} | ({"type": kind} if kind else {})
            raw = await self._streamed(
                self._session, "POST", self._base_url + path, path, params=query, data=form
            )
            return _answer(raw, path)

        return await self._with_token(call)

    async def _with_token(self, call: Callable[[str], Awaitable[_T]]) -> _T:
        token = await self._tokens.get()
        try:
            return await call(token)
        except TokenExpired:
            self._tokens.invalidate(token)
        return await call(await self._tokens.get())

    async def _streamed(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        named: str,
        **request: object,
    ) -> bytes:
        """The body of one answer. No exception leaves here that knows the URL and its token."""
        failure: MediaRefused | PlatformError
        try:
            async with (
                asyncio.timeout(PATIENCE_S),
                session.request(method, url, allow_redirects=False, **request) as response,  # type: ignore[arg-type]
            ):
                failure_or_body = await _body(response, named, trusted=session is self._session)
                if isinstance(failure_or_body, bytes):
                    return failure_or_body
                failure = failure_or_body
        except aiohttp.ClientConnectorError as error:
            failure = _busy(named, "was not reached")
            if isinstance(error.os_error, NotPublic):
                failure = _refused("the file's address leads into an inner network", "address")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            failure = _busy(named, f"was cut off: {type(error).__name__}")
        raise failure


async def _body(
    response: aiohttp.ClientResponse, named: str, *, trusted: bool
) -> bytes | MediaRefused | PlatformError:
    """The body, or as a value what is wrong with the answer."""
    if 300 <= response.status < 400:
        return _refused("the file's address leads elsewhere", "redirect")
    if response.status >= 500:
        return _busy(named, f"answered with HTTP {response.status}")
    if response.status != 200:
        return PlatformError(f"{named} answered with HTTP {response.status}", call=named)
    # A few bytes may unpack to gigabytes; only the platform's own API may pack.
    if not trusted and response.headers.get("Content-Encoding", "identity") != "identity":
        return _refused("the file is packed", "packed")
    if (response.content_length or 0) > LARGEST:
        return _too_large()
    data = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        data += chunk
        if len(data) > LARGEST:
            return _too_large()
    return bytes(data)


def _json(data: bytes) -> dict[str, object] | None:
    """The object that stands where a file should, or nothing: no file that is kept looks so."""
    if len(data) > _JSON_BYTES or data.lstrip()[:1] != b"{":
        return None
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) and errcode_of(found) is not None else None


def _answer(raw: bytes, path: str) -> Mapping[str, object]:
    told = _json(raw)
    if told is None:
        raise _busy(path, "was answered unreadably")
    raise_for_errcode(told, path)
    return told


def _uploaded(answer: Mapping[str, object], *names: str) -> Uploaded:
    media_id = next((str(answer[name]) for name in names if answer.get(name)), "")
    if not media_id:
        raise PlatformError("the platform took a file and gave no id for it")
    return Uploaded(media_id, str(answer.get("url", "")))


def _checked(data: bytes, limit: Limit, what: str) -> MediaType:
    found, wanted = sniff(data), ", ".join(item.name for item in limit.types)
    if found not in limit.types:
        what_it_is = found.name if found else "no known type"
        raise Refused(
            f"a {what} must be {wanted}, this is {what_it_is}",
            remedy="convert the file",
            reason="type",
        )
    if len(data) > limit.size:
        raise Refused(
            f"the {what} has {len(data):,} bytes, WeChat takes {limit.size:,}",
            remedy="make it smaller",
            reason="too_large",
        )
    if found.family == "voice" and (spoken_s(data) or 0) > SPOKEN_S:
        raise Refused(
            f"the recording is longer than {SPOKEN_S} seconds", remedy="cut it", reason="too_long"
        )
    return found


def _busy(named: str, how: str) -> PlatformBusy:
    return PlatformBusy(f"{named} {how}", remedy="it is tried again by itself", call=named)


def _too_large() -> MediaRefused:
    return _refused(f"the file is larger than {LARGEST // 1024 // 1024} MB", "too_large")


def _refused(what: str, reason: str) -> MediaRefused:
    return MediaRefused(what, remedy="ask the fan to send it again", reason=reason)
