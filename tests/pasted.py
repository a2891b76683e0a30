"""Texts as people paste them."""

# Byline, takeaways and topic are unmarked: they are guessed.
EXPLAINER = """How the lamp works

Ines Okafor

The lamp turns all night, and the keeper sleeps by day.

What it shows

It shows the reef, and little else.

FAQs

1. Does it need oil?
It does not. It has had a cable since 1956.
2. Can one visit?
On Sundays one can.
• The lamp shows the reef.
• It has a cable.
• Lighthouse keeping
Leave a Reply
"""
