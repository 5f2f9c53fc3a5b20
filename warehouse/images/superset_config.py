"""Superset's settings in the stack. Secrets and the address of its own database come from the environment."""

import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_DATABASE"]

# DuckDB counts as unsafe because it can read any file of the server. The marts are mounted read-only, and their
# connection in Superset says access_mode=read_only; see docs/compose.md on who may write SQL.
PREVENT_UNSAFE_DB_CONNECTIONS = False

# Charts ask the marts each time: a publish shows on the next query.
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}

ENABLE_PROXY_FIX = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
