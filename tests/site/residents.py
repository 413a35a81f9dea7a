"""A resident who fills in the application of the little service, page by page, as a browser does."""

from __future__ import annotations

from typing import Any

from django.test import Client

PAGES: dict[str, dict[str, Any]] = {
    "kind": {"q-kind": "flowers"},
    "place": {"q-street": "Quay Street", "q-area": "6"},
    "days": {"q-days": ["saturday"]},
    "begins": {"q-begins-day": "4", "q-begins-month": "4", "q-begins-year": "2026"},
    "power": {"q-power": "no"},
    "about": {"q-about": ""},
    "drawing": {},
    "you": {"q-name": "Ada Alder", "q-email": "ada@example.org", "q-postcode": "PA1 2BC"},
}
"""What is sent for each page of `street_stall/forms/apply.json`."""

_ANSWERS: dict[str, Any] = {}


class Resident:
    """Somebody in front of a browser. `at` is the address they are at."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client()
        self.at = ""

    def go(self, address: str) -> Any:
        """Open an address and follow where it leads."""
        return self._arrived(self.client.get(address, follow=True), address)

    def send(self, data: dict[str, Any] | None = None, address: str = "") -> Any:
        """Send a form of the page, and follow where it leads."""
        address = address or self.at
        return self._arrived(self.client.post(address, data or {}, follow=True), address)

    def begin(self, slug: str = "street-stall") -> Any:
        """Press “Start now”."""
        return self.send({}, f"/apply/{slug}/")

    def fill_in(self, until: str = "check", **changes: dict[str, Any]) -> Any:
        """Answer page after page until the page `until` is come to; `changes` are sent instead of `PAGES`."""
        response = None
        for _ in range(20):
            page = self.page
            if page == until:
                return response
            response = self.send(changes.get(page, PAGES.get(page, {})))
        raise AssertionError(f"{until} was never come to; the last page was {self.at}")

    def apply(self, **changes: dict[str, Any]) -> Any:
        """Begin, fill in, check and send: the case."""
        self.begin()
        self.fill_in(**changes)
        return self._send_all()

    def has_applied(self) -> Any:
        """A case as `apply` makes it, for tests of what comes afterwards: all pages are answered once in a run."""
        from openhall.site.cases.models import Draft

        self.begin()
        draft = Draft.objects.filter(pk=self.draft)
        if not _ANSWERS:
            self.fill_in()
            _ANSWERS.update(draft.get().answers)
        draft.update(answers=_ANSWERS)
        self.at = f"/apply/{draft.get().version.service.slug}/{self.draft}/check/"
        return self._send_all()

    def _send_all(self) -> Any:
        from openhall.site.cases.models import Case

        self.send()
        assert self.page == "sent", self.at
        return Case.objects.latest("pk")

    @property
    def page(self) -> str:
        """The last part of the address."""
        return self.at.partition("?")[0].rstrip("/").split("/")[-1]

    @property
    def draft(self) -> int:
        """The number of the draft in the address."""
        return int(self.at.split("/")[3])

    def _arrived(self, response: Any, address: str) -> Any:
        self.at = response.redirect_chain[-1][0].partition("#")[0] if response.redirect_chain else address
        return response
