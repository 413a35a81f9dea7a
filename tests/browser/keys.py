"""A person in front of a page: one who has only a keyboard, and one who clicks. Both answer the same questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

MOST_TABS = 150
IS_ACTIVE = "element => element === document.activeElement"
IN_GROUP = (
    "element => document.activeElement.name === element.name && document.activeElement.type === element.type"
)


class Clicks:
    """Answers with a pointer. Works without scripts."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def answer(self, name: str, value: Any) -> None:
        """Answer the question of a name: text, a choice, yes or no, several choices, a date, or a file."""
        if isinstance(value, Path):
            self.page.locator(f"[name='q-{name}']").set_input_files(value)
        elif isinstance(value, bool):
            self.choose(name, "yes" if value else "no")
        elif isinstance(value, list):
            for each in value:
                self.tick(name, each)
        elif isinstance(value, tuple):
            for part, text in zip(("day", "month", "year"), value, strict=True):
                self.write(f"{name}-{part}", text)
        elif self.page.locator(f"[name='q-{name}'][type=radio]").count():
            self.choose(name, value)
        else:
            self.write(name, value)

    def write(self, name: str, text: str) -> None:
        """Write into a field."""
        self.page.locator(f"[name='q-{name}']").fill(text)

    def choose(self, name: str, value: str) -> None:
        """Choose one of several."""
        self.page.locator(f"[name='q-{name}'][value='{value}']").check()

    def tick(self, name: str, value: str) -> None:
        """Choose one more of several."""
        self.choose(name, value)

    def press(self, what: Locator) -> None:
        """Press a button or follow a link."""
        what.click()

    def button(self, words: str) -> None:
        """Press the last button that says so: the first one may be there for the Enter key alone."""
        self.press(self.page.get_by_role("button", name=words, exact=True).last)

    def link(self, words: str) -> None:
        """Follow the first link that says so."""
        self.press(self.page.get_by_role("link", name=words).first)


class Keys(Clicks):
    """Answers with Tab, arrows, Space and Enter, and never with a pointer."""

    def tab_to(self, what: Locator, reached: str = IS_ACTIVE) -> None:
        """Press Tab until the keyboard is there; a person would give up some time."""
        # Found once: to find it anew by its role after each of hundreds of tabs took most of the time.
        element = what.element_handle()
        for _ in range(MOST_TABS):
            if element.evaluate(reached):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{what} is not reached with {MOST_TABS} tabs on {self.page.url}")

    def write(self, name: str, text: str) -> None:
        """Write into a field."""
        field = self.page.locator(f"[name='q-{name}']")
        self.tab_to(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        """A group of radios is one stop; the arrows go through it."""
        group = self.page.locator(f"[name='q-{name}'][type=radio]")
        self.tab_to(group.first, IN_GROUP)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if self.page.locator(f"[name='q-{name}'][value='{value}']").is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"“{value}” of {name} is not reached with the arrows")

    def tick(self, name: str, value: str) -> None:
        """Choose one more of several."""
        self.tab_to(self.page.locator(f"[name='q-{name}'][value='{value}']"))
        self.page.keyboard.press("Space")

    def press(self, what: Locator) -> None:
        """Press a button or follow a link."""
        address = self.page.url
        self.tab_to(what)
        with self.page.expect_event("framenavigated"):
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()
        assert self.page.url or address
