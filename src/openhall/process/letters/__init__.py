"""Letters: what is written to people, from a text with FEEL in it to a page and a plain text."""

from openhall.process.letters.letter import Letter, Written
from openhall.process.letters.read import read_letter

__all__ = ["Letter", "Written", "read_letter"]
