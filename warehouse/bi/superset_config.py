"""Superset's settings. Secrets and addresses come from the environment; nothing here names a place on a disk.

SUPERSET_SECRET_KEY     required: signs sessions, encrypts connections; at least 32 characters
SUPERSET_DATABASE       where it keeps accounts and dashboards (SQLAlchemy); default: SQLite in SUPERSET_HOME
SUPERSET_HTTPS          `true` behind HTTPS: cookies travel over nothing else
"""

import os
from pathlib import Path
from typing import Any

import yaml
from flask import Flask, Response, jsonify
from superset.security import SupersetSecurityManager

SHORTEST_SECRET = 32
HERE = Path(__file__).resolve().parent


def _secret() -> str:
    """Return the secret key; a short one, or a placeholder, stops the start."""
    found = os.environ.get("SUPERSET_SECRET_KEY", "")
    if len(found) < SHORTEST_SECRET or "change" in found.lower():
        raise SystemExit(
            f"Superset: SUPERSET_SECRET_KEY must be set to at least {SHORTEST_SECRET} random characters, "
            "for example the output of: openssl rand -base64 42"
        )
    return found


def _is_on(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


SECRET_KEY = _secret()
if os.environ.get("SUPERSET_DATABASE"):
    SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_DATABASE"]

# --- Who may come in: accounts only. Nobody registers alone, nobody is anonymous.
AUTH_USER_REGISTRATION = False
PUBLIC_ROLE_LIKE = None
AUTH_RATE_LIMITED = True
AUTH_RATE_LIMIT = "20 per minute"
RATELIMIT_STORAGE_URI = "memory://"
WTF_CSRF_ENABLED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _is_on("SUPERSET_HTTPS")
ENABLE_PROXY_FIX = True  # compose and any reverse proxy set X-Forwarded-*

# What an analyst may not do: change, add or remove what all others see. Writing the state of one's own screen
# (filters, permalinks, an unsaved chart) stays.
SHARED_BY_ALL = ("Chart", "Dashboard", "Dataset", "Database", "Theme", "Tag", "CssTemplate", "Annotation")
CHANGING = ("can_write", "can_tag", "can_bulk_create", "can_put_chart_customizations", "can_delete_embedded")
NOT_FOR_ANALYSTS = ("UserRegistrationsRestAPI", "Action Log", "Plugins", "Themes", "Tasks", "CacheRestApi")


class SecurityManager(SupersetSecurityManager):  # type: ignore[misc]
    """Superset's own roles, and `Analyst`: reads every dashboard, asks in SQL, changes nothing."""

    def sync_role_definitions(self) -> None:
        """Make or renew the roles; `superset init` calls it."""
        super().sync_role_definitions()
        self.set_role("Analyst", self._is_for_analysts, self._get_all_pvms())

    def _is_for_analysts(self, permission: Any) -> bool:
        does, what = permission.permission.name, permission.view_menu.name
        if what in NOT_FOR_ANALYSTS or does in CHANGING and what in SHARED_BY_ALL:
            return False
        if (does, what) in (("all_datasource_access",) * 2, ("all_database_access",) * 2):
            return True
        return bool(self._is_gamma_pvm(permission) or self._is_sql_lab_pvm(permission))


CUSTOM_SECURITY_MANAGER = SecurityManager

# --- Fresh data: no answer is kept, so the query after a publish sees the new marts (docs/dashboards.md).
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
# DuckDB is refused by default because a writable one could read any file; ours is read-only and locked.
PREVENT_UNSAFE_DB_CONNECTIONS = False

# --- Limits: a screen needs thousands of rows, not millions; a query that takes a minute is a wrong query.
ROW_LIMIT = 10_000
SAMPLES_ROW_LIMIT = 1_000
NATIVE_FILTER_DEFAULT_ROW_LIMIT = 1_000
SQL_MAX_ROW = 100_000
DISPLAY_MAX_ROW = 10_000
SUPERSET_WEBSERVER_TIMEOUT = 60
SQLLAB_TIMEOUT = 60

# --- What the browser may load: this server, and nothing else.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "frame-ancestors": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        # Cards and tile maps are Handlebars templates, which the browser compiles; only who may write a chart
        # may write one, and only scripts of this server (by nonce) run at all.
        "script-src": ["'self'", "'strict-dynamic'", "'unsafe-eval'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,  # the reverse proxy does
    "session_cookie_secure": SESSION_COOKIE_SECURE,
}

# Templates may name classes and titles; scripts, styles, forms and frames are still taken out.
HTML_SANITIZATION = True
HTML_SANITIZATION_SCHEMA_EXTENSIONS = {"attributes": {"*": ["className", "title"]}}

FEATURE_FLAGS = {
    "DASHBOARD_RBAC": False,
    "ALERT_REPORTS": False,
    "EMBEDDED_SUPERSET": False,
    "ENABLE_TEMPLATE_PROCESSING": False,
}

# --- Vietnamese: Superset brings no Vietnamese; phrases_vi.yml holds what a reader of dashboards meets.
LANGUAGES = {
    "vi": {"flag": "vn", "name": "Tiếng Việt"},
    "en": {"flag": "us", "name": "English"},
}
BABEL_DEFAULT_LOCALE = "vi"
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}
APP_NAME = "Thước đo"
EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "thuocDo",
        "label": "Thước đo",
        "description": "Các chuỗi số liệu không có thứ tự",
        "isDefault": True,
        "colors": ["#15507f", "#e8962e", "#1b7f4c", "#8e5ea2", "#c8442e", "#3f83bd", "#7cc8a0", "#6b7785"],
    },
]


def _phrases() -> dict[str, str]:
    told: dict[str, str] = yaml.safe_load((HERE / "phrases_vi.yml").read_text("utf-8"))
    return told


def _in_vietnamese(menu: Any, phrases: dict[str, str]) -> Any:
    """Return a menu with its labels in Vietnamese."""
    if isinstance(menu, list):
        return [_in_vietnamese(each, phrases) for each in menu]
    if not isinstance(menu, dict):
        return menu
    told = {name: _in_vietnamese(each, phrases) for name, each in menu.items()}
    return {**told, "label": phrases.get(str(told["label"]), told["label"])} if "label" in told else told


def COMMON_BOOTSTRAP_OVERRIDES_FUNC(told: dict[str, Any]) -> dict[str, Any]:
    """Give the page the menu in its reader's language."""
    return {"menu_data": _in_vietnamese(told["menu_data"], _phrases())} if told["locale"] == "vi" else {}


def FLASK_APP_MUTATOR(app: Flask) -> None:
    """Answer the browser's question for Vietnamese words."""

    def vietnamese() -> Response:
        header = {"domain": "superset", "lang": "vi", "plural_forms": "nplurals=1; plural=0"}
        words = {english: [told] for english, told in _phrases().items()}
        return jsonify({"domain": "superset", "locale_data": {"superset": {"": header, **words}}})

    app.add_url_rule("/superset/language_pack/vi/", "vietnamese", vietnamese)
