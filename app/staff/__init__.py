"""The people at the desk: accounts, login, first access."""
