"""The states of cases and of clusters: two small tables."""

from types import MappingProxyType

from ticketing.ledgers import StateTable

CASES = StateTable(
    what="这个案例",
    steps=MappingProxyType(
        {
            ("draft", "revise"): "draft",
            ("published", "revise"): "published",
            ("withdrawn", "revise"): "withdrawn",
            ("draft", "publish"): "published",
            ("published", "publish"): "published",
            ("withdrawn", "publish"): "published",
            ("published", "withdraw"): "withdrawn",
        }
    ),
    states=MappingProxyType({"draft": "草稿", "published": "已发布", "withdrawn": "已撤回"}),
    commands=MappingProxyType({"write": "撰写", "revise": "修订", "publish": "发布", "withdraw": "撤回"}),
)
CLUSTERS = StateTable(
    what="这组同类诉求",
    steps=MappingProxyType({("open", "close"): "closed", ("closed", "reopen"): "open"}),
    states=MappingProxyType({"open": "整治中", "closed": "已举一反三"}),
    commands=MappingProxyType({"gather": "归集", "close": "根因办结", "reopen": "再次整治"}),
)
