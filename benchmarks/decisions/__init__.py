"""Deciding, beside other engines on the same rulesets and visitors."""
