"""The ways out: e-mail and a webhook, each switched on by an Airflow connection of its name.

Secrets stand in the connections only. What is logged or raised here names the channel, never its address.
"""

import html
import logging
from collections.abc import Callable
from typing import Any

from warehouse.alerting.messages import Message

EMAIL = "thuocdo_email"  # conn_type smtp; extra: from_email, to (addresses, separated by commas)
WEBHOOK = "thuocdo_webhook"  # conn_type http; host: the whole address; password: a bearer token, if any
SECONDS = 30

log = logging.getLogger(__name__)


class AlertNotSent(Exception):
    """A channel that is switched on did not take the alert."""


def send(message: Message) -> list[str]:
    """Send ``message`` through every channel that is switched on; return their names.

    Raises ``AlertNotSent`` after all were tried, naming those that failed.
    """
    sent, failed = [], []
    for name, deliver in CHANNELS.items():
        connection = _connection(name)
        if connection is None:
            continue
        try:
            deliver(connection, message)
            sent.append(name)
        except Exception as problem:  # noqa: BLE001  (its words may hold the secret address)
            failed.append(f"{name} ({type(problem).__name__})")
    log.info(
        "alert %s of run %s: sent through %s", message.kind, message.run_id, ", ".join(sent) or "nothing"
    )
    if failed:
        raise AlertNotSent(
            f"alert {message.kind} of run {message.run_id} not sent through {', '.join(failed)}"
        )
    return sent


def _connection(name: str) -> Any | None:
    """Return the Airflow connection, or ``None`` when the channel is off.

    A deadline's callback may not ask Airflow's database; only environment and secrets backends count there.
    """
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException, AirflowSecretsBackendAccessDenied

    try:
        return Connection.get(name)
    except AirflowNotFoundException:
        return None
    except AirflowSecretsBackendAccessDenied:
        log.warning("connection %s cannot be read here; set it in the environment", name)
        return None


def _send_email(connection: Any, message: Message) -> None:
    from airflow.providers.smtp.hooks.smtp import SmtpHook

    told = connection.extra_dejson
    with SmtpHook(smtp_conn_id=EMAIL) as hook:
        hook.send_email_smtp(
            to=told["to"],
            from_email=told["from_email"],
            subject=message.subject,
            html_content=f"<pre>{html.escape(message.text)}</pre>",
        )


def _send_to_webhook(connection: Any, message: Message) -> None:
    import requests

    headers = {"Authorization": f"Bearer {connection.password}"} if connection.password else {}
    answer = requests.post(connection.host, json=message.as_json(), headers=headers, timeout=SECONDS)
    answer.raise_for_status()


CHANNELS: dict[str, Callable[[Any, Message], None]] = {EMAIL: _send_email, WEBHOOK: _send_to_webhook}
