export default {
  title: "通报",
  kind: { daily: "日报", weekly: "周分析", monthly: "月度通报", yearly: "年度总结" },
  before: { daily: "前一日", weekly: "上周", monthly: "上月", yearly: "上年" },
  issued: "已发布", noneIssued: "还没有发布过", choose: "请在左侧选择一期", period: "统计期", earlier: "上一期（←）", later: "下一期（→）",
  notIssued: "预览，未发布", notOver: "统计期未结束", issue: "发布", issueOf: "发布{kind}：{name}", issueHint: "发布后数据冻结，编号存档并通知有关单位；以后的变化只能另行更正。",
  theme: "每月一题", remarks: "说明", correct: "发布更正", correctN: "更正 {n} 项", correctHint: "有 {n} 项数据与已发布的不同。原通报不变，另发更正通知。", reason: "更正原因", drifted: "发布后有 {n} 项数据变化", correctedAt: "{at} {who}更正 {n} 项", correctedTimes: "更正 {n} 次", receivedLine: "受理 {n} 件",
  receivedAll: "受理诉求", lastYear: "去年同期", direct: "直接答复率", connection: "接通率", duty: "带班在线解答率", handling: "平均办理", calendarHours: "{n} 小时", workingHours: "工作时间 {n} 小时", hours: "自然 {c} 时，工作 {w} 时",
  rate: { response: "响应率", resolution: "解决率", satisfaction: "满意率", on_time: "按期办结率", callback: "回访率", returned: "退单率", reworked: "重办率", extended: "延期率" },
  trend: "受理走势", hot: "高频事项", rising: "上升事项", repeated: "重复诉求", shares: "渠道、类型与督办", thisPeriod: "本期", nothing: "本期没有诉求", noRising: "没有明显上升的事项", noRepeated: "没有重复诉求", concentrated: "集中", again: "重复", times: "{n} 次",
  rank: "名次", unit: "单位", responsible: "第一责任人", received: "受理", score: "综合得分", points: "计分", apart: "单列", rankedOf: "{n} 个单位排名，{m} 个单列（不足 {least} 件不排名）", scoreHint: "综合得分 = 响应率 × {a} + 解决率 × {b} + 满意率 × {c}，按权重之和折算。鼠标停在比率上可看口径。",
  perResidents: "万人诉求比", perResidentsHint: "属地诉求件数 ÷ 常住人口 × 10000",
};
