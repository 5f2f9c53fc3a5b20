"""Alerts: what a person should hear of a night, and the ways in which it reaches them."""
