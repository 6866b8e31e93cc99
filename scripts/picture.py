#!/usr/bin/env python3
"""Draws what a demonstration printed as an SVG picture: picture.py COMMAND <OUTPUT >PICTURE

The lines from the first message to the first end are drawn as they were; requests, responses and results differ in colour."""
import html
import re
import sys

WIDTH, HEIGHT, EDGE = 7.83, 18, 16  # of a character at 13 px, of a line, around all
COLOURS = ((r"<--  SIP/2\.0 [3-6]|- [3-6]\d\d ", "#e0a458"), (r"<--  SIP/2\.0 2|- 2\d\d ", "#8fc77c"), (r"--.*>|<.*--", "#8ab4e8"), (r"^\S", "#f2f2f2"))


def colour(line):
    return next((colour for pattern, colour in COLOURS if re.search(pattern, line)), "#b8bcc4")


def main():
    lines = [line.rstrip().expandtabs(8) for line in sys.stdin]
    first = next(at for at, line in enumerate(lines) if re.match(r" +\d+\.\d{3} s ", line))
    # The names of the lanes of a ladder stand above its first message.
    while first > 0 and lines[first - 1].startswith("  "):
        first -= 1
    last = next((at for at, line in enumerate(lines) if line.startswith("complete: ")), len(lines))
    lines = [f"$ {sys.argv[1]}", "", *lines[first:last]]
    wide = max(map(len, lines)) * WIDTH + 2 * EDGE
    high = len(lines) * HEIGHT + 2 * EDGE
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high}" viewBox="0 0 {wide:.0f} {high}" role="img">')
    print(f"<title>What {html.escape(sys.argv[1])} prints</title>")
    print(f'<rect width="100%" height="100%" rx="8" fill="#1d2129"/>')
    print('<g font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="13" xml:space="preserve" style="white-space: pre">')
    for at, line in enumerate(lines):
        if line:
            shown = html.escape(line, quote=False)
            print(f'<text x="{EDGE}" y="{EDGE + HEIGHT * at + 13}" fill="{colour(line)}" textLength="{len(line) * WIDTH:.0f}">{shown}</text>')
    print("</g>\n</svg>")


main()
