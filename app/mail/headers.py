"""Header values that every parser reads back as we meant them, whatever people typed."""

import re
import secrets
import unicodedata
from email.charset import Charset
from email.header import Header
from email.utils import make_msgid

LONGEST_SUBJECT, LONGEST_NAME = 400, 160  # characters; nothing the house writes itself comes near
LONGEST_WORD = 75  # RFC 2047, 2
UTF8 = Charset("utf-8")
# Characters that end a line, change the direction of what follows or cannot be encoded.
UNWANTED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
UNWANTED_DIRECTIONS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
UNWANTED_IN_BODY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


def new_message_id(sender: str) -> str:
    """One that no other mail has; `make_msgid` alone asks a generator whose state others may set."""
    return make_msgid(idstring=secrets.token_hex(8), domain=sender.rpartition("@")[2])


def unstructured(name: str, text: str) -> bytes:
    """A whole header line, folded. `text` comes from `one_line`."""
    return f"{name}: {encoded(name, text)}\r\n".encode()


def mailbox(name: str, display_name: str, address: str) -> bytes:
    """A whole header line for one address; `address` comes from `envelope_address`."""
    shown = one_line(display_name, LONGEST_NAME)
    value = f"{phrase(shown)} <{address}>" if shown else address
    return f"{name}: {value}\r\n".encode()


def phrase(text: str) -> str:
    if text.isascii() and "=?" not in text:
        return '"{}"'.format(re.sub(r'(["\\])', r"\\\1", text))
    return one_word(text)


def one_word(text: str) -> str:
    """Never a second encoded word, since not every parser joins them without a space; shortened if need be."""
    word, kept = UTF8.header_encode(text), text
    while len(word) > LONGEST_WORD:
        kept = kept[:-1]
        word = UTF8.header_encode(f"{kept}…")
    return word


def encoded(name: str, text: str) -> str:
    """Text that looks like an encoded word is encoded itself, or it would be read as what it pretends to be."""
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return Header(text, charset, header_name=name).encode(linesep="\r\n")


def one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    line = " ".join("".join(" " if is_unwanted(sign) else sign for sign in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def is_unwanted(sign: str) -> bool:
    return (
        unicodedata.category(sign) in UNWANTED_CATEGORIES
        or unicodedata.bidirectional(sign) in UNWANTED_DIRECTIONS
    )


def body_text(text: str) -> str:
    return UNWANTED_IN_BODY.sub("\ufffd", text)
