"""What may happen to forms, reviews, calibrations and mismatches: one table each."""

from ticketing.ledgers import StateTable

FORMS = StateTable(
    what="评分表",
    steps={
        ("draft", "edit"): "draft",
        ("draft", "put_in_force"): "in_force",
        ("draft", "retire"): "retired",
        ("in_force", "retire"): "retired",
        ("retired", "put_in_force"): "in_force",
    },
    states={"draft": "草稿", "in_force": "在用", "retired": "停用"},
    commands={"edit": "修改", "put_in_force": "启用", "retire": "停用"},
)
REVIEWS = StateTable(
    what="评分",
    steps={
        ("open", "assign"): "open",
        ("drafting", "assign"): "open",
        ("open", "save"): "drafting",
        ("drafting", "save"): "drafting",
        ("open", "submit"): "submitted",
        ("drafting", "submit"): "submitted",
        ("open", "withdraw"): "withdrawn",
        ("drafting", "withdraw"): "withdrawn",
        ("submitted", "confirm"): "confirmed",
        ("submitted", "object"): "objected",
        ("objected", "decide"): "decided",
        ("submitted", "coach"): "submitted",
        ("confirmed", "coach"): "confirmed",
        ("objected", "coach"): "objected",
        ("decided", "coach"): "decided",
    },
    states={
        "open": "待评", "drafting": "评分中", "submitted": "待确认", "confirmed": "已确认", "objected": "申诉中",
        "decided": "已复核", "withdrawn": "已撤销",
    },
    commands={
        "assign": "分派", "save": "保存", "submit": "提交", "withdraw": "撤销", "confirm": "确认", "object": "申诉",
        "decide": "复核", "coach": "辅导", "heard": "听录音", "made": "登记",
    },
)  # fmt: skip
CALIBRATIONS = StateTable(
    what="校准",
    steps={
        ("blind", "open"): "talk",
        ("talk", "agree"): "agreed",
        ("blind", "withdraw"): "withdrawn",
        ("talk", "withdraw"): "withdrawn",
    },
    states={"blind": "背靠背评分", "talk": "讨论中", "agreed": "已达成一致", "withdrawn": "已撤销"},
    commands={"open": "公开评分", "agree": "定分", "withdraw": "撤销"},
)
MISMATCHES = StateTable(
    what="差异",
    steps={
        ("open", "right"): "right",
        ("open", "wrong"): "wrong",
        ("right", "right"): "right",
        ("right", "wrong"): "wrong",
        ("wrong", "right"): "right",
        ("wrong", "wrong"): "wrong",
    },
    states={"open": "待核", "right": "属实", "wrong": "不属实"},
    commands={"right": "认定属实", "wrong": "认定不属实"},
)
REVIEWABLE = ("open", "drafting")
HANDED_IN = ("submitted", "confirmed", "objected", "decided")
