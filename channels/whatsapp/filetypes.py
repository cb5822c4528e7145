"""What a file really is: its first bytes tell, whatever its name and its sender say."""

from __future__ import annotations

OTHER = "application/octet-stream"
HTML = "text/html"
_STARTS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"PK\x03\x04", "application/zip"),
)
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<?xml", b"<svg", b"<script")


def real_type(content: bytes) -> str:
    """Return the media type of a file by its content; `application/octet-stream` when nothing is recognised."""
    for offset, mark, kind in _STARTS:
        if content[offset : offset + len(mark)] == mark:
            return kind
    start = content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return HTML if start.startswith(_PAGES) else OTHER


def agrees(real: str, declared: str) -> bool:
    """Tell whether a file may be what it was said to be: same type, or at least the same family of sound or film."""
    said = declared.split(";")[0].strip().lower()
    family = said.split("/")[0]
    if family in ("audio", "video"):
        return real.split("/")[0] in ("audio", "video") or (real == OTHER and family == "audio")
    if real == OTHER:
        return family not in ("image",) and said != "application/pdf"
    if real == "application/zip":  # the containers of office documents
        return "officedocument" in said or said == real
    return real == said or (said == "image/jpg" and real == "image/jpeg")
