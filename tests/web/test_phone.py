"""From the phone in the house: let in at the computer's Settings, then the pages at 400 pixels, with nothing
on them that a phone may not do."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from photos_ml.app.api.serve import prepare

NOW = datetime.fromisoformat("2026-11-21T10:00:00+01:00")
SHOTS = os.environ.get("PHOTOS_ML_SHOTS", "")
"""A folder for pictures of what is tried here."""
SMALL = {"width": 400, "height": 800}
PAGES = (
    "/",
    "/favorites",
    "/albums",
    "/memories",
    "/map",
    "/tags",
    "/more",
    "/search?q=dog",
    "/latest/added",
)


@dataclass
class InHouse:
    """A computer and a phone, each with what it complained about."""

    server: Any
    computer: Any
    phone: Any
    refused: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ready(self) -> None:
        """A phone that is let in, by whatever test runs first."""
        house = self.server.app.state.house
        if not house.devices.all():
            house.door.desk.open()
            self.phone.goto(self.server.lan.address)
            code = self.phone.locator("#code").filter(has_text=" ")
            house.door.desk.let_in(code.inner_text().replace(" ", ""))
            self.phone.locator(".tile img.here").first.wait_for()
        self.refused.clear()

    def go(self, hash_: str) -> None:
        self.phone.goto(f"{self.server.lan.address}#{hash_}")
        wait_until(lambda: self.phone.evaluate("!document.body.classList.contains('busy')"))
        self.phone.wait_for_timeout(400)

    def shot(self, page: Any, name: str) -> None:
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}.png")


@pytest.fixture(scope="module")
def in_house(browser: Any, recalled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InHouse]:
    from photos_ml.app.service.lan import addresses, certificate

    folder = Path(copytree(recalled, tmp_path_factory.mktemp("house") / "library"))
    user = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificate, "user_dir", lambda: user)
        patch.setattr(addresses, "IN_HOUSES", (*addresses.IN_HOUSES, addresses.LOOPBACK))
        with prepare(folder, now=NOW, lan="127.0.0.2") as server:
            thread = threading.Thread(target=server.run)
            thread.start()
            usual = {"reduced_motion": "reduce", "locale": "en-GB"}
            wide = browser.new_context(viewport={"width": 1280, "height": 900}, **usual)
            agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
            small = browser.new_context(
                viewport=SMALL, ignore_https_errors=True, has_touch=True, user_agent=agent, **usual
            )
            found = InHouse(server, wide.new_page(), small.new_page())
            for page in (found.computer, found.phone):
                page.set_default_timeout(20_000)
                page.on("pageerror", lambda error: found.complaints.append(str(error)))
            found.phone.on("response", lambda answer: note_refused(found, answer))
            found.phone.on("request", lambda request: note_foreign(found, request.url))
            try:
                found.computer.goto(server.link)
                found.computer.wait_for_url(server.address)
                yield found
            finally:
                wide.close()
                small.close()
                server.stop()
                thread.join(20)
    assert found.complaints == []


def note_refused(house: InHouse, answer: Any) -> None:
    if answer.status >= 400:
        house.refused.append(answer.url)


def note_foreign(found: InHouse, url: str) -> None:
    if not url.startswith((found.server.lan.address, "data:", "blob:")):
        found.complaints.append(f"asked {url}")


def test_let_in_at_the_computer(in_house: InHouse) -> None:
    computer, phone = in_house.computer, in_house.phone
    phone.goto(in_house.server.lan.address)
    phone.get_by_text("The computer waits for no phone now").wait_for()
    in_house.shot(phone, "phone-closed")
    computer.goto(f"{in_house.server.address}#/settings")
    add = computer.get_by_role("button", name="Add a phone")
    add.click()
    dialog = computer.get_by_role("dialog", name="Add a phone")
    dialog.locator("img.qr").wait_for()
    assert in_house.server.lan.certificate.fingerprint in dialog.inner_text().replace("\n", "")
    assert dialog.locator("img.qr").evaluate("one => one.naturalWidth") > 0
    code = phone.locator("#code")
    code.filter(has_text=" ").wait_for(timeout=15_000)
    in_house.shot(phone, "phone-code")
    shown = code.inner_text().replace(" ", "")
    field_ = dialog.get_by_label("Code that the phone shows")
    field_.fill(f"{(int(shown) + 1) % 10**6:06}")
    dialog.get_by_role("button", name="Let it in").click()
    dialog.get_by_text("No phone shows this code.").wait_for()
    field_.fill(code.inner_text())
    in_house.shot(computer, "computer-pairing")
    dialog.get_by_role("button", name="Let it in").click()
    computer.get_by_text("iPhone, Safari is let in.").wait_for()
    phone.locator(".tile img.here").first.wait_for()
    row = computer.get_by_role("group", name="iPhone, Safari")
    row.scroll_into_view_if_needed()
    in_house.shot(computer, "computer-devices")
    assert row.get_by_label("May mark favourites").is_checked()
    assert not row.get_by_label("Is shown who is in the pictures").is_checked()


@pytest.mark.parametrize("hash_", PAGES)
def test_every_page_works_at_400_pixels(in_house: InHouse, hash_: str) -> None:
    in_house.ready()
    in_house.go(hash_)
    assert in_house.phone.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    assert in_house.refused == []
    in_house.shot(in_house.phone, f"phone{hash_.replace('/', '-').partition('?')[0]}")


def test_what_a_phone_may_not_do_is_not_shown(in_house: InHouse) -> None:
    in_house.ready()
    phone = in_house.phone
    in_house.go("/more")
    more = phone.locator("#content").inner_text()
    for name in ("Settings", "Hidden", "Private", "Duplicates", "People"):
        assert name not in more
    in_house.go("/")
    phone.locator(".tile").first.click()
    viewer = phone.locator(".viewer")
    viewer.get_by_role("button", name="Favourite").wait_for()
    for name in ("Hide", "Show faces", "Show who is there"):
        assert viewer.get_by_role("button", name=name, exact=True).count() == 0
    viewer.get_by_role("button", name="More", exact=True).click()
    menu = phone.locator(".sheet").inner_text()
    in_house.shot(phone, "phone-menu")
    assert "Slideshow" in menu and "album" not in menu and "private" not in menu.lower()
    phone.keyboard.press("Escape")
    phone.keyboard.press("i")
    info = phone.locator(".info")
    info.wait_for()
    assert info.get_by_role("button", name="Correct").count() == 0
    assert info.locator(".add, .persons").count() == 0
    in_house.shot(phone, "phone-info")
    for key in ("h", "e", "d", "p"):
        phone.keyboard.press(key)
    phone.wait_for_timeout(500)
    assert phone.locator(".sheet, .toast").count() == 0
    assert in_house.refused == []


def test_a_favourite_of_the_phone_and_its_undoing(in_house: InHouse) -> None:
    in_house.ready()
    phone = in_house.phone
    in_house.go("/")
    phone.locator(".tile").nth(1).click()
    heart = phone.locator(".viewer").get_by_role("button", name="Favourite")
    before = heart.get_attribute("aria-pressed")
    heart.click()
    wait_until(lambda: heart.get_attribute("aria-pressed") != before)
    heart.click()
    wait_until(lambda: heart.get_attribute("aria-pressed") == before)
    assert in_house.refused == []


def test_a_memory_plays(in_house: InHouse) -> None:
    in_house.ready()
    phone = in_house.phone
    in_house.go("/memories")
    phone.locator(".covers a").first.click()
    phone.locator(".player img").first.wait_for()
    in_house.shot(phone, "phone-memory")
    phone.wait_for_timeout(1500)
    phone.keyboard.press("i")
    phone.locator(".sheet").wait_for()
    assert phone.locator(".sheet .actions").count() == 0
    phone.keyboard.press("Escape")
    assert in_house.refused == []


def test_people_come_when_they_are_allowed(in_house: InHouse) -> None:
    in_house.ready()
    phone, computer = in_house.phone, in_house.computer
    computer.goto(f"{in_house.server.address}#/settings")
    computer.get_by_role("group", name="iPhone, Safari").get_by_label(
        "Is shown who is in the pictures"
    ).check()
    computer.get_by_role("group", name="iPhone, Safari").get_by_label(
        "Is shown who is in the pictures"
    ).wait_for()
    wait_until(lambda: any(one.people for one in in_house.server.app.state.house.devices.all()))
    in_house.ready()
    phone.goto("about:blank")
    in_house.go("/people")
    phone.get_by_role("heading", name="People").wait_for()
    in_house.shot(phone, "phone-people")
    assert phone.locator(".groups, .ask, input:not(#query)").count() == 0
    in_house.go("/search?q=Leo")
    assert in_house.refused == []


def test_revoked_it_is_out_at_once(in_house: InHouse) -> None:
    in_house.ready()
    phone, computer = in_house.phone, in_house.computer
    phone.goto("about:blank")
    in_house.go("/")
    phone.locator(".tile img.here").first.wait_for()
    computer.goto(f"{in_house.server.address}#/settings")
    computer.get_by_role("group", name="iPhone, Safari").get_by_role("button", name="Revoke").click()
    computer.get_by_text("iPhone, Safari comes in no more.").wait_for()
    out = phone.locator("#content").get_by_text("This phone is not let in any more.")
    for page in ("tags", "favorites"):  # a script that is not there yet, and one that asks for photos
        phone.evaluate("() => document.querySelector('#content .welcome')?.remove()")
        phone.evaluate("page => { location.hash = `#/${page}`; }", page)
        out.wait_for()
        assert "Add a phone" in out.inner_text()
        in_house.shot(phone, f"phone-out-{page}")
    phone.get_by_role("button", name="Reload").click()
    phone.get_by_text("The computer waits for no phone now").wait_for()


def wait_until(true: Any) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
