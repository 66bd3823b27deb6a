export default {
  title: "排班测算", tabs: "测算页", hour: "单个时段", day: "全天", source: "数据来源", usual: "历史同星期", typed: "手工填写", date: "要排的日期", weeks: "参考周数", queue: "队列", allQueues: "全部队列", basis: "取 {days} 的中位数", noHistory: "没有同星期的历史数据，请手工填写。",
  calls: "每半小时来电", handling: "平均处理（秒）", goal: "目标服务水平", within: "应答时限（秒）", shrinkage: "缺勤损耗", patience: "平均耐心（秒）", patient: "来电人会放弃（Erlang A）", model: "模型", agents: "坐席数", needed: "需要坐席", seats: "应排人数", seatsHint: "含损耗 {n}%", erlangs: "话务量", erl: "爱尔兰",
  level: "服务水平", wait: "等待概率", asa: "平均应答", occupancy: "占用率", abandoned: "放弃率", endless: "排队会无限增长", curve: "坐席数与服务水平", dayChart: "各时段需要与计划坐席", planned: "计划坐席", plannedShort: "计划", lacking: "缺 {n}", enough: "足够", half: "时段", reached: "达到", export: "导出 CSV", reload: "重新读取历史", total: "合计 {n} 坐席小时，最多 {m} 人", copyUsual: "按历史填计划", lacks: "{n} 个时段人手不足", usualAgents: "历史在岗", reachedPlanned: "计划可达", tooMuch: "话务量过大", empty: "全天没有来电，请读取历史或手工填写", choose: "选择时段", withAgents: "若安排 {n} 人",
};
