"""The web, asked politely and trusted little: ``client`` → ``download`` (or ``probe``) → ``exchange``."""
