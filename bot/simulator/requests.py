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
    """Send a text; ``menu_id`` if it comes from a tapped menu message, ``article`` if it was
    written below that article of a message.
    """

    text: str = Field(min_length=1, max_length=5000)
    menu_id: str = ""
    article: int = Field(default=0, ge=0, le=8)


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


class Filed(Act):
    """A message with a file, which may be faulty: over already, too large, not what it says."""

    expired: bool = False
    megabytes: int = Field(default=0, ge=0, le=64)
    unchecked: bool = False


class Image(Filed):
    """Send a sample picture by name, or own ``content`` in base64."""

    sample: str = ""
    content: str = ""  # base64


class Voice(Filed):
    """Say something; ``recognised`` tells whether the platform understood it."""

    text: str = ""
    seconds: int = Field(default=3, ge=1, le=60)
    recognised: bool = True
    format: Literal["amr", "speex"] = "amr"


class Video(Filed):
    """Send a film; ``short`` is one taken in the chat."""

    short: bool = False


class Attachment(Act):
    """Send a file from the phone."""

    title: str = Field(min_length=1, max_length=200)
    size: int = Field(default=20_480, ge=0)


class ProgramCard(Act):
    """Share a mini-program's page."""

    title: str = Field(min_length=1, max_length=200)
    appid: str = "wx0000000000000001"
    pagepath: str = "pages/product?id=1"


class Link(Act):
    """Share a link into the chat."""

    title: str
    url: str
    description: str = ""


class Click(Act):
    """Tap a menu button that has a key."""

    key: str
    event: Literal["CLICK", "scancode_push", "scancode_waitmsg"] = "CLICK"
    scan_type: str = "qrcode"
    result: str = ""


class Shoot(Act):
    """Tap a menu button for pictures, and send these samples."""

    key: str
    event: Literal["pic_sysphoto", "pic_photo_or_album", "pic_weixin"] = "pic_photo_or_album"
    samples: list[str] = Field(default=["bag"], min_length=1, max_length=9)


class Choose(Location):
    """Tap a menu button for a place, and choose this one."""

    key: str
    poi: str = ""


class Choice(BaseModel):
    """One line of the question which notices the fan wants."""

    model_config = ConfigDict(extra="forbid")

    template_id: str
    accept: bool = True


class Popup(Act):
    """Answer the question which notices the fan wants; 0 asked by the page, 2 by the account."""

    choices: list[Choice] = Field(min_length=1, max_length=3)
    scene: int = 2


class Tap(Act):
    """Tap the menu button of this name, as the fan's phone shows it."""

    name: str


class View(Act):
    """Tap a menu button that opens a page."""

    url: str
    event: Literal["VIEW", "view_miniprogram"] = "VIEW"


class Raw(Act):
    """Push this XML as it stands."""

    xml: str


class PlatformEvent(Act):
    """One of the platform's own events, perhaps with other fields than the sample's."""

    event: str
    fields: Json = {}


class Mass(Act):
    """A message from the admin page to every follower; ``fan`` is who did it."""

    title: str = Field(min_length=1, max_length=64)
    description: str = ""
    url: str = "https://www.veland.example/"
    picture: str = ""


class Burst(Act):
    """Texts and menu keys all at once; ``repeat`` more copies of each; ``reverse`` the order."""

    texts: list[str] = Field(default=[], max_length=50)
    keys: list[str] = Field(default=[], max_length=50)
    repeat: int = Field(default=0, ge=0, le=5)
    reverse: bool = False


class DeskAct(BaseModel):
    """What a worker of the platform's own desk does; ``text`` is a name or a sentence."""

    model_config = ConfigDict(extra="forbid")

    does: Literal["online", "offline", "accept", "close", "say"]
    fan: str = ""
    kf_account: str = "lin@veland"
    text: str = ""


class Age(BaseModel):
    """Let a file's three days be over."""

    fan: str = ""
    media_id: str


class Receiving(Act):
    """Switch receiving messages on or off."""

    on: bool


class NewFan(BaseModel):
    """A new person with a phone."""

    name: str = Field(min_length=1, max_length=32)
    client: Literal["1", "2", "3"] = "1"


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
