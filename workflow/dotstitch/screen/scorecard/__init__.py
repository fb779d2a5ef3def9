"""The scorecard of the default evidence: each row as predicted by the posterior of the others.

``python -m dotstitch.screen.scorecard`` makes it anew after ``python -m
dotstitch.screen.conditioning`` has made a posterior.
"""
