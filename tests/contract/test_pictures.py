"""Pictures at the platform: one row for each content and account, a failure keeps what holds."""

from __future__ import annotations

from dataclasses import replace

from bot.model import HeldPicture
from bot.ports import Stores
from bot.store.database import Database
from bot.store.pictures import SqlPictureStore
from tests.contract.samples import NOW, after

ONE = HeldPicture(sha256="one", media_id="m1", uploaded_at=NOW, expires_at=after(days=3))


async def test_upload_replaces_the_former_one_of_the_same_content(
    stores: Stores, database: Database
) -> None:
    renewed = replace(ONE, media_id="m2", uploaded_at=after(days=2), expires_at=after(days=5))
    await SqlPictureStore(database, "wxother").write_picture(ONE)
    await stores.pictures.write_picture(ONE)
    await stores.pictures.write_picture(renewed)

    assert await stores.pictures.list_pictures() == [renewed]
    assert await SqlPictureStore(database, "wxother").list_pictures() == [ONE]


async def test_failed_try_keeps_the_id_that_still_holds(stores: Stores) -> None:
    await stores.pictures.write_picture(ONE)
    await stores.pictures.note_fault("one", fault="busy", at=after(days=2))
    await stores.pictures.note_fault("two", fault="refused", at=NOW)
    one, two = await stores.pictures.list_pictures()

    assert one == replace(ONE, fault="busy")
    assert (two.media_id, two.expires_at, two.fault) == ("", NOW, "refused")
    await stores.pictures.write_picture(ONE)
    assert (await stores.pictures.list_pictures())[0].fault == ""


async def test_lost_id_ends_at_once_and_only_ours(stores: Stores, database: Database) -> None:
    await stores.pictures.write_picture(ONE)

    assert not await stores.pictures.expire_picture("of somebody", at=NOW)
    assert not await SqlPictureStore(database, "wxother").expire_picture("m1", at=NOW)
    assert await stores.pictures.expire_picture("m1", at=NOW)
    assert [held.expires_at for held in await stores.pictures.list_pictures()] == [NOW]


async def test_rows_long_over_are_removed(stores: Stores) -> None:
    await stores.pictures.write_picture(ONE)
    await stores.pictures.forget_pictures(ended_before=after(days=3))
    kept = await stores.pictures.list_pictures()
    await stores.pictures.forget_pictures(ended_before=after(days=4))

    assert kept == [ONE]
    assert await stores.pictures.list_pictures() == []
