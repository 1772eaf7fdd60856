"""Other engines, each given our audiences in its own language and our experiences in the way that suits it best.

Every module says which way was chosen and why. What not all of them can express is left out for all and for us: A/B
tests (each splits visitors by a hash of its own), dates in the visitor's time zone, places spelled in another case,
Lytics audiences; the workload has none of it.
"""
