"""One described view model for each page: what it shows, in the order in which it shows it.

A page is a frozen dataclass, built from the results of the use cases; each of its fields says what it holds
(`equipoise.pages.described`). The same page is rendered as HTML, printed in a terminal and written as JSON.
"""
