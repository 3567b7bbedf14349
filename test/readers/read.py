"""Prints what PyYAML reads in each file, as JSON, by its own parser and by libyaml's: they must agree."""

import json
import sys

import yaml


def read(path, loader):
    with open(path, encoding="utf-8", newline="") as file:
        return list(yaml.load_all(file, Loader=loader))


for path in sys.argv[1:]:
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        try:
            documents = read(path, loader)
        except yaml.YAMLError as error:
            documents = str(error)
        print(json.dumps([path, f"PyYAML {loader.__name__}", documents], default=str))
