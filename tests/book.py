"""Whether the book is whole: book.py FOLDER SUMMARY. Each page of SUMMARY is in it, and each link between its pages leads to a file and a heading
that exist."""
import html
import os
import re
import sys

folder, summary = sys.argv[1:]
pages = {}
for path, _, names in os.walk(folder):
    for name in names:
        if name.endswith(".html"):
            page = os.path.join(path, name)
            pages[page] = open(page, encoding="utf-8").read()
wrong = []

for link in re.findall(r"\]\(([^)]+)\.md\)", open(summary, encoding="utf-8").read()):
    page = re.sub(r"README$", "index", link.removeprefix("../")) + ".html"
    if os.path.join(folder, page) not in pages:
        wrong.append(f"{link}.md of {summary} is not in the book")

headings = {page: set(re.findall(r'\bid="([^"]+)"', text)) for page, text in pages.items()}
for page, text in pages.items():
    if os.path.basename(page) in ("404.html", "toc.html"):    # their links begin at the top, wherever they stand
        continue
    for link in map(html.unescape, re.findall(r'(?:href|src)="([^"]+)"', text)):
        path, _, heading = link.partition("#")
        target = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
        if re.match(r"[a-z]+:|//", link):
            continue
        if not os.path.exists(target):
            wrong.append(f"{os.path.relpath(page, folder)}: {link} is no file")
        elif heading and heading not in headings.get(target, set()):
            wrong.append(f"{os.path.relpath(page, folder)}: {link} is no heading")

print("\n".join(wrong) if wrong else f"{len(pages)} pages, and each link leads to one: {folder}/index.html")
sys.exit(bool(wrong))
