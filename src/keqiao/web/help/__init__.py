"""Help: the documents of the users, in the reader's language, opened from the page they are about."""
