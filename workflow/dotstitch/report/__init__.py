"""The report: one offline HTML file that shows a whole screen.

:mod:`.build` writes it; every other module holds pure functions that return text, HTML or SVG.
Strings from the input table are escaped by Jinja2 and by :func:`.figures.svg.escape`; the page
carries a content security policy that forbids every network request and every script but its own.
"""
