"""multipart/form-data, read whole: enough for one audio file and a few short fields."""

import re


class BadMultipart(ValueError):
    """The body is not what its Content-Type says; the text goes to the client."""


def boundary_of(content_type):
    match = re.match(r"multipart/form-data\s*(;.*|$)", content_type or "", re.IGNORECASE | re.DOTALL)
    if not match:
        raise BadMultipart(f"Content-Type is {content_type!r}; send multipart/form-data")
    found = re.search(r'(?:^|;)\s*boundary=(?:"([^"]+)"|([^\s;]+))', match.group(1), re.IGNORECASE)
    if not found:
        raise BadMultipart("Content-Type has no boundary")
    return (found.group(1) or found.group(2)).encode("latin-1")


def parse(content_type, body):
    """Field name -> bytes; of repeated names the last one counts."""
    delimiter = b"--" + boundary_of(content_type)
    pieces = (b"\r\n" + body).split(b"\r\n" + delimiter)
    if len(pieces) < 2:
        raise BadMultipart("the boundary of the Content-Type does not occur in the body")
    if not pieces[-1].startswith(b"--"):
        raise BadMultipart("the body ends before its closing boundary")
    return dict(_part(piece) for piece in pieces[1:-1])


def _part(piece):
    head, separator, content = piece.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not separator:
        raise BadMultipart("a part has no blank line after its headers")
    for line in head.decode("utf-8", "replace").split("\r\n"):
        key, _, value = line.partition(":")
        if key.strip().lower() != "content-disposition":
            continue
        name = re.search(r'[;\s]name="([^"]*)"|[;\s]name=([^\s;"]+)', value)
        if name:
            return (name.group(1) if name.group(1) is not None else name.group(2)), content
    raise BadMultipart("a part has no name in its Content-Disposition")
