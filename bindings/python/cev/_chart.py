"""
Charts: the Vega-Lite documents of the library's charts/, with data.

A document says what is drawn and how to read it; the methods of `.plot` put
rows beside it. Nothing is drawn here: the notebook does that, or a browser.
"""
from __future__ import annotations

import copy
import html
import json
import os
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from ._api import CHECKOUT, HERE

#: Rows of a data set.
Rows = List[Dict[str, Any]]

_WIDTH = 600
_PAGE = CHECKOUT / "examples" / "cev" / "page" / "node_modules"
#: What draws a page, in the order in which they use one another.
_SCRIPTS = ("vega/build/vega.min.js", "vega-lite/build/vega-lite.min.js",
            "vega-embed/build/vega-embed.min.js")
_DRAW = """const chart = JSON.parse(document.getElementById("chart").textContent);
vegaEmbed("#here", chart, {actions: {source: false, editor: false}});"""


def document(name: str) -> Dict[str, Any]:
    """One of charts/: in the package, else in the checkout."""
    inside = HERE / "charts"
    folder = inside if inside.is_dir() else CHECKOUT / "charts"
    with open(folder / (name + ".json"), encoding="utf-8") as file:
        found: Dict[str, Any] = json.load(file)
    return found


def _scripts() -> List[str]:
    inside = HERE / "scripts"
    paths = [inside / Path(name).name if inside.is_dir() else _PAGE / name
             for name in _SCRIPTS]
    try:
        return [path.read_text(encoding="utf-8") for path in paths]
    except FileNotFoundError as error:
        raise FileNotFoundError(
            "a page needs %s, which come with the package where it was built "
            "with node and npm, and into a checkout by make; a .json needs "
            "nothing" % ", ".join(path.name for path in paths)) from error


def _inlined(script: str) -> str:
    """A script, or JSON, as it may stand inside an element of a page."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _said(node: Any, words: Mapping[str, str]) -> Any:
    """The document in this shop's words."""
    if isinstance(node, dict):
        return {key: _said(value, words) for key, value in node.items()}
    if isinstance(node, list):
        return [_said(value, words) for value in node]
    return words.get(node, node) if isinstance(node, str) else node


class Chart:
    """
    A picture as data: a Vega-Lite document with its rows.

    Notebooks draw it. `to_dict()` is the whole document, for anything that
    knows Vega-Lite, and `save("x.html")` or `save("x.json")` writes it.
    `read` says how to read it, `rests_on` what stands behind it.
    """

    def __init__(self, name: str, datasets: Mapping[str, Rows],
                 words: Optional[Mapping[str, str]] = None,
                 texts: Optional[Mapping[str, str]] = None) -> None:
        """`words` replace titles in the picture, `texts` what is said of
        it: description, read, rests_on."""
        found = _said(document(name), words or {})
        for key, text in (texts or {}).items():
            (found if key == "description" else found["usermeta"])[key] = text
        for wanted, columns in found["usermeta"]["data"].items():
            for row in datasets[wanted]:
                assert row.keys() <= columns.keys(), (name, wanted, row)
        #: Which document of charts/ it is.
        self.name = name
        #: How to read it, and what stands behind it.
        self.read: str = found["usermeta"]["read"]
        self.rests_on: str = found["usermeta"]["rests_on"]
        #: The rows by the name of their data set.
        self.data: Dict[str, Rows] = dict(datasets)
        self._document: Dict[str, Any] = found

    def to_dict(self) -> Dict[str, Any]:
        """The document with its data, and with a width of its own: notebooks
        have no container to fill. Small multiples have one."""
        made = copy.deepcopy(self._document)
        if "facet" not in made:
            made["width"] = _WIDTH
        made["datasets"] = copy.deepcopy(self.data)
        return made

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    def to_html(self) -> str:
        """A page of its own, which fetches nothing."""
        title = html.escape(self._document["title"])
        scripts = "".join("<script>%s</script>\n" % _inlined(script)
                          for script in _scripts())
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n'
            '<meta charset="utf-8">\n<title>%s</title>\n%s</head>\n<body>\n'
            '<div id="here"></div>\n<p><b>How to read it.</b> %s</p>\n'
            '<p><b>What it rests on.</b> %s</p>\n'
            '<script id="chart" type="application/json">%s</script>\n'
            '<script>%s</script>\n</body>\n</html>\n' % (
                title, scripts, html.escape(self.read),
                html.escape(self.rests_on),
                self.to_json().replace("<", "\\u003c"), _DRAW))

    def save(self, path: Any) -> None:
        """Writes the document (.json) or a page that shows it (.html)."""
        makers = {".json": self.to_json, ".html": self.to_html}
        ending = os.path.splitext(os.fspath(path))[1].lower()
        if ending not in makers:
            raise ValueError("%s: wanted a name that ends in .json or .html"
                             % os.fspath(path))
        made = makers[ending]()
        with open(path, "w", encoding="utf-8") as file:
            file.write(made)

    def _repr_mimebundle_(self, include: Optional[Sequence[str]] = None,
                          exclude: Optional[Sequence[str]] = None
                          ) -> Dict[str, Any]:
        """For notebooks: as its own version of Vega-Lite, and as the one
        before, for hosts that know no later one."""
        made = self.to_dict()
        before = dict(made)
        before["$schema"] = made["$schema"].replace("/v6", "/v5")
        return {"application/vnd.vegalite.v6+json": made,
                "application/vnd.vegalite.v5+json": before,
                "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "<cev.Chart %s: %s>" % (self.name, ", ".join(
            "%d rows of %s" % (len(rows), name)
            for name, rows in self.data.items()))


def paired(rows: Sequence[Tuple[Dict[str, Any], Any, Any]],
           column: str) -> Rows:
    """Each row twice, with what came and what the model expected."""
    return [dict(row, kind=kind, **{column: value})
            for row, came, expected in rows
            for kind, value in (("actual", came), ("model", expected))]
