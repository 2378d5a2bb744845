"""What the calls under ``/do`` must carry, and how a body is read."""

from __future__ import annotations

from typing import Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import Malformed
from bot.simulator.faults import ApiFault, PushFault
from bot.simulator.state import Json

_BODY_BYTES = 8 * 1024 * 1024
_M = TypeVar("_M", bound=BaseModel)


class Act(BaseModel):
    """An act that needs nothing but to know whose it is."""

    model_config = ConfigDict(extra="forbid")

    fan: str


class Follow(Act):
    """Follow the account."""

    source: str = "search"
    scene: str = Field(default="", max_length=64)


class Scan(Act):
    """Scan the QR code of this scene, or the one of this ticket."""

    scene: str = Field(default="", max_length=64)
    ticket: str = ""


class Say(Act):
    """Send a text; ``menu_id`` if it comes from a tapped menu message."""

    text: str = Field(min_length=1, max_length=5000)
    menu_id: str = ""


class Place(Act):
    """Degrees on earth."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Location(Place):
    """Send a pin (GCJ-02)."""

    label: str = ""
    scale: int = 16


class Report(Place):
    """The phone reports where it is (WGS-84); metres of precision."""

    precision: float = 65.0


class Image(Act):
    """Send a sample picture by name, or own ``content`` in base64."""

    sample: str = ""
    content: str = ""  # base64


class Voice(Act):
    """Say something; ``recognised`` tells whether the platform understood it."""

    text: str = ""
    seconds: int = Field(default=3, ge=1, le=60)
    recognised: bool = True


class Link(Act):
    """Share a link into the chat."""

    title: str
    url: str
    description: str = ""


class Click(Act):
    """Tap a menu button that has a key."""

    key: str
    event: Literal["CLICK", "scancode_push", "scancode_waitmsg"] = "CLICK"


class View(Act):
    """Tap a menu button that opens a page."""

    url: str
    event: Literal["VIEW", "view_miniprogram"] = "VIEW"


class Raw(Act):
    """Push this XML as it stands."""

    xml: str


class Receiving(Act):
    """Switch receiving messages on or off."""

    on: bool


class NewFan(BaseModel):
    """A new person with a phone."""

    name: str = Field(min_length=1, max_length=32)


class FaultsOrder(BaseModel):
    """The faults in waiting from now on."""

    calls: list[ApiFault] = []
    pushes: list[PushFault] = []
    drop_replies: int = 0


class AccountOrder(BaseModel):
    """What the account may from now on; a field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    verified: bool = True
    secret_frozen: bool = False
    ip_list: list[str] | None = None
    refusal: Literal[0, 89503, 89506, 89507] = 0
    withheld: list[str] = []
    limits: dict[str, int] = {}
    native_desk: bool = True
    open_platform: bool = False
    callback_set: bool = True
    menu: Json | None = None
    replies: Json | None = None


async def read(request: web.Request, model: type[_M]) -> _M:
    """The body as this act; Malformed says what is wrong with it."""
    if request.content_type != "application/json":
        raise Malformed("the body is not declared as application/json")
    body = bytearray()
    # Read by hand: the limit of the application around us is the webhook's, far below a photo.
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > _BODY_BYTES:
            raise Malformed(f"the body is over {_BODY_BYTES} bytes")
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError as error:
        first = error.errors()[0]
        raise Malformed(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
