"""Dashboards as code: Superset's settings, its dashboards in its own export format, and the way in and out."""
