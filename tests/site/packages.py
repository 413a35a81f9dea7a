"""SCORM packages for tests, made here: of both standards, and wicked ones."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

SCORM_12 = """<?xml version="1.0"?>
<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="o2"><organization identifier="o1"><title>Other</title></organization>
<organization identifier="o2"><title>Fire doors</title>
<item identifier="i1"><title>Begin</title>
<item identifier="i2" identifierref="r1"><title>Why doors close</title></item></item>
<item identifier="i3" identifierref="r2"><title>Outside</title></item>
<item identifier="i4" identifierref="r1" isvisible="false"><title>Hidden</title></item></organization></organizations>
<resources><resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="pages/one.html?x=1"/>
<resource identifier="r2" type="webcontent" href="https://elsewhere.example/x.html"/></resources></manifest>"""
SCORM_2004 = """<?xml version="1.0"?>
<manifest identifier="m" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xml:base="">
<metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
<organizations default="o"><organization identifier="o"><title>Ladders</title>
<item identifier="i" identifierref="r"><title>Safe steps</title></item></organization></organizations>
<resources xml:base="web/"><resource identifier="r" adlcp:scormType="sco" href="two.html"/></resources></manifest>"""
PAGE = """<!doctype html><html><head><title>T</title><script>steal()</script><style>p{}</style></head>
<body onload="go()"><h1>Why doors close</h1><p>Smoke <b>kills</b> &amp; spreads.<img src=x alt="A door"></p>
<ul><li>Close it</li><li>Keep it <a href="javascript:steal()">free</a></li></ul>
<script>steal()</script></body></html>"""


def package(manifest: str = SCORM_12, files: dict[str, str] | None = None) -> bytes:
    """The bytes of a package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", manifest)
        for name, text in (files or {"pages/one.html": PAGE, "web/two.html": PAGE}).items():
            archive.writestr(name, text)
    return packed.getvalue()


def upload(data: bytes, name: str = "package.zip") -> SimpleUploadedFile:
    """The bytes as a browser sends them."""
    return SimpleUploadedFile(name, data, "application/zip")
