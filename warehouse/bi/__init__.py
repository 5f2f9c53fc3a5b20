"""Dashboards as code: Superset's settings, dashboards in its export format, the way in and out."""
