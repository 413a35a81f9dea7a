"""Just enough of PDF to look at what a writer wrote: all objects, those in object streams too."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_REF = re.compile(rb"(\d+) 0 R")


class Pdf:
    """A PDF file as its objects by number, each as bytes (streams are inflated and kept apart)."""

    def __init__(self, data: bytes) -> None:
        self.objects: dict[int, bytes] = {}
        self.streams: dict[int, bytes] = {}
        for number, body in _OBJECT.findall(data):
            head, _, rest = body.partition(b"stream\n" if b"stream\n" in body else b"stream\r\n")
            self.objects[int(number)] = head
            if rest:
                raw = rest.rsplit(b"endstream", 1)[0]
                self.streams[int(number)] = (
                    zlib.decompressobj().decompress(raw) if b"/FlateDecode" in head else raw
                )
        for number, head in list(self.objects.items()):
            if b"/ObjStm" in head:
                self._unpack(head, self.streams[number])

    def _unpack(self, head: bytes, stream: bytes) -> None:
        first = int(re.search(rb"/First (\d+)", head)[1])  # type: ignore[index]
        numbers = [int(each) for each in stream[:first].split()]
        places = [*numbers[1::2], len(stream) - first]
        for number, begin, end in zip(numbers[::2], places, places[1:], strict=False):
            self.objects[number] = stream[first + begin : first + end]

    def all(self, words: bytes) -> dict[int, bytes]:
        """The objects in which the words stand."""
        return {number: body for number, body in self.objects.items() if re.search(words, body)}

    def of(self, body: bytes, key: bytes) -> bytes:
        """The value of a key: the object it refers to, or what follows the key."""
        after = body.split(key, 1)[1].lstrip()
        found = _REF.match(after)
        return self.objects[int(found[1])] if found else after

    @staticmethod
    def refs(body: bytes) -> list[int]:
        """Numbers of the objects that a body refers to."""
        return [int(each) for each in _REF.findall(body)]
