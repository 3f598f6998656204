# SPDX-License-Identifier: MIT
"""Reads a pipeline as editors do, independently of Lucarne: YAML 1.2 with its core schema, one
document, no key twice. PyYAML itself takes 'yes' for true and '1e3' for text, as YAML 1.1 had it."""
import re

import yaml


class Unreadable(Exception):
    """The text is no YAML, or YAML that editors underline."""


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2, section 10.3."""
    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        if len(set(map(str, keys))) < len(keys):
            raise Unreadable("a key is given twice")
        return super().construct_mapping(node, deep)

    def flatten_mapping(self, node):
        """YAML 1.2 has no merge keys."""


def _resolve(tag, pattern, first):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"),
                                     first)


_resolve("null", "|~|null|Null|NULL", ["", "~", "n", "N"])
_resolve("bool", "true|True|TRUE|false|False|FALSE", list("tTfF"))
_resolve("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789"))
_resolve("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
         r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", list("-+.0123456789"))


def _integer(loader, node):
    text = node.value
    return int(text, 0) if text.lstrip("-+").startswith(("0x", "0o")) else int(text)


def _float(loader, node):
    text = node.value.lower().replace(".inf", "inf").replace(".nan", "nan")
    return float(text)


CoreLoader.add_constructor("tag:yaml.org,2002:int", _integer)
CoreLoader.add_constructor("tag:yaml.org,2002:float", _float)


def read(text):
    """The document; throws Unreadable."""
    try:
        return yaml.load(text, CoreLoader)
    except yaml.YAMLError as error:
        raise Unreadable(str(error)) from error
