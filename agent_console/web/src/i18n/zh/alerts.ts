export default {
  notRead: "告警没有更新：{what}",
  title: "告警", tabs: "告警页", now: "当前告警", rules: "规则", ledger: "台账", history: "修改记录",
  none: "没有告警", noneHint: "所有指标都在阈值之内", acknowledge: "确认", acknowledged: "{who} 于 {at} 确认", note: "处理说明（可不填）", stood: "已持续 {d}", ackKey: "确认最上面一条", standing: "{n} 条告警", open: "查看告警",
  add: "新增规则", usual: "采用常用规则", edit: "修改规则", noRules: "还没有告警规则", noRulesHint: "可先采用常用规则，再按本市情况调整", remove: "删除", removeConfirm: "删除规则「{title}」？已有的告警记录保留。", save: "保存", cancel: "取消", on: "启用", off: "停用",
  name: "名称", kind: "指标", scope: "范围", each: "逐个判断", house: "全部合计", threshold: "阈值", clearAt: "解除值", hold: "持续多久才告警", calm: "恢复多久才解除", seconds: "秒", severity: "级别", roles: "通知角色", tellQueue: "同时通知该队列的坐席", quiet: "静默时段", quietHint: "这段时间照常记录，过后仍未解除才通知", to: "至",
  raisedWhen: { above: "高于 {n} {unit}告警，不高于 {m} {unit}解除", at_least: "达到 {n} {unit}告警，不高于 {m} {unit}解除", below: "低于 {n} {unit}告警，不低于 {m} {unit}解除" },
  holds: "持续", held: "持续 {s} 秒", atOnce: "立即", level: { notice: "提示", warning: "警告", critical: "严重" },
  what: { raised: "发生", told: "通知", escalated: "升级", acknowledged: "确认", cleared: "解除" }, at: "时间", text: "内容", duration: "历时", by: "经手", system: "系统", more: "更早的记录", ledgerEmpty: "还没有告警记录", historyEmpty: "规则还没有修改过",
  up: { title: "无人确认时升级", column: "升级", tag: "已升级 {n}", after: "第 {n} 步：通知后", minutes: "分钟无人确认", message: "同时发短信", people: "指定人员", add: "增加一步", hint: "每一步都在值班长所有页面上突出提示；可再通知角色或指定人员", climbs: "每一步须晚于上一步", take: "删除第 {n} 步", unreached: "未登记手机号，收不到短信：{who}", short: "{m} 分钟", messaged: "短信：{who}", louder: "值班长页面突出提示", noteOrWhom: "说明或通知对象", named: "指定 {n} 人" },
  how: { created: "新增", changed: "修改", removed: "删除" }, before: "原值", after: "新值", day: "日期", allDays: "全部", field: {
    title: "名称", kind: "指标", scope: "范围", threshold: "阈值", clear_at: "解除值", hold_s: "持续秒数", calm_s: "恢复秒数", severity: "级别", roles: "通知角色", tell_queue: "通知坐席", quiet_from: "静默开始", quiet_to: "静默结束", escalation: "升级", on: "启用",
  },
};
