"""
What type checkers and editors are told of the package: `__init__.pyi`, written
from api.json when the wheel is built. At run time the classes of kinds and the
calls by rule come from the library in use.
"""
import ast
import keyword

HEAD = '''"""What cev offers, written from api.json when the package was built."""
from datetime import timedelta as _timedelta
from typing import Optional, Sequence as _Sequence
%s

_Length = Union[float, str, _timedelta]
_Columns = Union[str, _Sequence[str]]
__version__: str
'''
ALIASES = {"purchases": "model"}


def class_name(kind):
    """As cev.class_name, which needs a library."""
    return "".join(word.capitalize() if set(word[1:]) & set("aeiou")
                   else word.upper() for word in kind.split("_"))


def spelt(name):
    return name + "_" if keyword.iskeyword(name) else name


def type_of(option):
    """What an option takes in Python."""
    if option["unit"] == "columns" or "by blanks" in option["meaning"]:
        return "_Columns"
    if option["unit"] in ("time_unit", "seconds"):
        return "_Length"
    return {"int": "int", "double": "float"}.get(option["type"], "str")


def keywords(names, options):
    """Options as arguments: None is the library's default."""
    given = [(spelt(each), type_of(options[each])) for each in names]
    given += [(ALIASES[each], "str") for each in names if each in ALIASES]
    return ["%s: Optional[%s] = None" % each for each in given]


def class_of(kind, entry, options):
    named = keywords(entry["options"], options)
    return '''class %s(%s):
    """%s"""
    def __init__(%s) -> None: ...
''' % (class_name(kind), entry["handle"].capitalize(), entry["meaning"],
       ", ".join(["self", *(["*", *named] if named else [])]))


def call_of(name, entry, options):
    """A call by rule that is asked of no object."""
    arguments = [each["name"] for each in entry["arguments"][1:]
                 if each["type"] not in ("const cev_options *",
                                         "cev_table **")]
    named = keywords([each for each in entry.get("options", [])
                      if each not in arguments], options)
    return "def %s(%s) -> Any: ..." % (name[len("cev_"):], ", ".join([
        *[each + ": Any" for each in arguments],
        *(["*", *named] if named else []), "**more: Any"]))


def own(source):
    """What __init__.py itself offers: its imports, and its functions."""
    for node in ast.parse(source).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if getattr(node, "module", None) == "__future__":
                continue
            for name in node.names:
                is_ours = getattr(node, "level", 0) > 0
                if is_ours and not name.name.startswith("_"):
                    name.asname = name.name
            yield ast.unparse(node)
        elif isinstance(node, ast.FunctionDef) \
                and not node.name.startswith("_"):
            node.body = [ast.Expr(ast.Constant(...))]
            yield ast.unparse(node)


def stub(description, source):
    """__init__.pyi for what api.json describes and __init__.py says."""
    options = description["options"]
    calls = [call_of(name, entry, options)
             for name, entry in description["functions"].items()
             if entry.get("shape") == "call"
             and entry["arguments"][0]["type"] == "cev_ctx *"
             and "def %s(" % name[len("cev_"):] not in source]
    kinds = [class_of(kind, entry, options)
             for kind, entry in description["kinds"].items()]
    imports, functions = [], []
    for each in own(source):
        (functions if each.startswith("def ") else imports).append(each)
    return "\n".join([HEAD % "\n".join(imports), *functions, *calls, *kinds])
