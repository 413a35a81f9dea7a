"""The acts of publishing: a file is read, its risks are looked at, it is decided on, built, released and withdrawn."""
