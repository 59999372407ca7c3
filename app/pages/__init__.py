"""What everybody may read: articles, authors, start page, legal pages."""
