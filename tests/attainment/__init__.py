"""Attainment judged a second time, without SQL."""
