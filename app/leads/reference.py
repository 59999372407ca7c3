"""The reference of an enquiry: short, speakable, random, derived from nothing."""

import secrets

# No 0/O, 1/I/L, 5/S, 8/B, U/V: what is read out on the telephone arrives as it was meant.
ALPHABET = "234679ACDEFGHJKMNPQRTWXYZ"


def make_reference() -> str:
    """For instance FR-7K2M-4QXP: 25^8, about 150 billion possibilities."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"FR-{letters[:4]}-{letters[4:]}"
