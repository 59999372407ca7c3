"""A lead that is kept: what it consists of, how it moves, what happened to it."""
