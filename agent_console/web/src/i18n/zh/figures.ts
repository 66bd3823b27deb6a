export default {
  wall: {
    hourBack: "近一小时", today: "今日", goalOf: "目标 {goal}%", goalWithin: "全部队列目标 {goal}% / {s} 秒", ownGoals: "各队列按各自目标，合计 {goal}%", ownGoalsWithin: "各队列按各自目标，合计 {goal}% / {s} 秒", queueLongest: "最久", queueFree: "空闲", level: "今日水平 · 目标", ownGoal: "自定 {goal}% / {s}秒", houseGoal: "统一 {goal}% / {s}秒", lost: "数据已 {s} 秒没有更新", lostHint: "画面停在 {at}，请检查网络或服务",
    agents: "坐席", total: "在岗", more: "另有 {n} 个队列", quiet: "现在没有人等待", levelChart: "服务水平 · 每 {n} 分钟", hoursChart: "每小时接听", usual: "往常", usualOf: "同星期前 {n} 周中位数", noUsual: "没有往周数据", running: "进行中",
    trunk: "中继 {name}", channels: "{n} / {of} 路", spot: "在线解答率", noDuty: "现在没有带班", step: "转写", variantKey: "V 换口径", longest: "最长等待", onCall: "通话中", dayStale: "今日数据 {n} 分钟前", abandoned: "放弃", down: "中断",
  },
  shift: {
    title: "本班数据", since: "{at} 起", notYet: "今天还没有签入", median: "同组中位", peers: "与同队列今天在岗的 {n} 人比较，不记名", few: "同队列在岗人数太少，不显示中位数", refresh: "刷新", more: "全部数据", less: "收起",
    figure: {
      calls: "接听", calls_per_hour: "每小时接听", talk_s: "通话", hold_s: "保持", wrap_up_s: "整理", handling_s: "平均处理", occupancy: "占用率", on_the_spot: "在线解答", missed: "漏接", pause_s: "小休合计", drafts_kept: "登记采纳率",
    },
    pauses: "小休", failed: "数据暂时取不到",
  },
};
