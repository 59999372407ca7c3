"""For processes of the chaos test: each of a thousand enquiries is told of by a mail of its own, not by digests."""

from app.leads import digest

digest.FLOOD = 1_000_000
