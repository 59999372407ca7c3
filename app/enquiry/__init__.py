"""An enquiry that arrives: the form, its checks, what becomes of it."""
