export default {
  notRead: "现场数据没有更新：{what}",
  title: "现场", tab: { floor: "现场", broadcast: "广播", ledger: "台账" },
  waiting: "等待中", noWaiting: "没有人在等待", ringing: "振铃 {name}", allQueues: "全部队列", allStates: "全部状态", order: "排序", byQueue: "按队列筛选", byState: "按状态筛选", orderBy: { state: "按状态", time: "按时长", name: "按姓名" },
  lists: "← → 换列表 · ↑ ↓ 选择", noAgents: "没有符合条件的坐席", tooLong: "超过 {limit}", movedUntil: "调至 {at}", next: "之后 {state}", calls: "通话中", noCalls: "没有正在进行的通话", urgent: "紧急",
  agentsTitle: "坐席", caller: "与 {number}", taken: "您正在处理 {number} 的来电。", toCall: "回到通话", takenTitle: "接管的来电", leaveTaken: "返回监控",
  read: { title: "实时转写", choose: "选择一通通话，实时阅读双方的话", draft: "登记表（只读）", empty: "还没有听到话", loading: "正在读取…", none: "还没有登记内容", deaf: "没有语音转写", field: { title: "标题", type: "类型", category: "事项", place: "地点", matter: "内容", wish: "期望", unit: "单位" } },
  act: {
    take_over: "接管", end_call: "结束通话", move_call: "移动", to_head: "置顶", move_agent: "调队列", force_state: "改状态", broadcast: "广播", nothing: "选择一通电话或一位坐席，按键操作", waits: "等待 {time}", of: "坐席 {name}",
  },
  ask: {
    why: "原因", whyHint: "写给对方看，并记入台账", whyNeeded: "请写明原因（至少两个字）。", confirm: "执行", keys: "Ctrl+回车 执行",
    take_over: "接管 {number} 的通话", end_call: "结束 {number} 的通话", move_call: "移动 {number}", move_agent: "调整 {name} 的队列", force_state: "更改 {name} 的状态",
    takeHint: "坐席退出并进入话后整理，录音、转写和登记表随通话转给您。", endHint: "双方的通话立即挂断，不能恢复。", inCall: "正在通话，挂断整理后生效。", until: "有效到", untilShift: "本班结束", hours: "{n} 小时", untilAt: "到指定时间", lasting: "永久（同时修改人员档案）", level: "等级", queues: "队列", state: "状态", reason: "小休原因",
    states: { available: "可接听", paused: "小休", offline: "签出" }, where: "移到", toQueue: "队列", toHead: "本队列队首", toAgent: "指定坐席", nobodyFree: "现在没有空闲的坐席", chooseQueue: "请选择队列。", chooseAgent: "请选择坐席。",
  },
  whys: { take_over: ["市民要求", "协助处理", "情绪激动"], end_call: ["恶意占线", "骚扰辱骂", "线路异常"], move_call: ["优先处理", "专业对口", "等待过久"], move_agent: ["话务高峰", "支援带班", "轮换"], force_state: ["整理过久", "安排休息", "紧急支援", "设备故障"] },
  broadcast: {
    title: "发广播", text: "内容", textHint: "显示在坐席页面顶部，不弹窗", to: "发给", kind: { all: "全体坐席", queues: "队列", people: "坐席" }, choose: "选择", priority: "级别", priorities: { normal: "普通", high: "重要" }, mustConfirm: "需要确认", expires: "有效", minutes: "{n} 分钟", hours: "{n} 小时", send: "发送", sent: "已发给 {n} 人。",
    today: "今日广播", empty: "今天还没有广播", readOf: "{read} / {told} 人已读", until: "至 {at}", over: "已到期", readers: "已读情况", notYet: "未读", needText: "请写下内容。",
  },
  ledger: { title: "现场台账", empty: "今天还没有调度", at: "时间", by: "谁", what: "做了什么", whom: "对谁", change: "变化", why: "原因", confirmed: "确认", day: "日期", kind: "类别", all: "全部类别", more: "更早的" },
  acts: { move_agent: "调队列", force_state: "改状态", take_over: "接管", end_call: "结束通话", move_call: "移动来电", broadcast: "广播", read_along: "查看转写" },
  line: {
    move_agent: "{by} 把您调到 {queues}，到 {until}", moved: "{by} 把您调到 {queues}", paused: "{by} 为您设置了{state}", next: "{by} 安排您挂断后{state}", take_over: "{by} 接管了这通电话", end_call: "{by} 结束了这通电话", move_call: "{by} 把一通来电转给您", broadcast: "{by}：{text}", confirm: "知道了", more: "另有 {n} 条", label: "班长的指令和广播",
  },
  states: { available: "可接听", paused: "小休", offline: "签出" },
  presenceNext: "之后：{state}", keysGroup: "监控",
  keys: { lists: "换列表", take: "接管", end: "结束通话", move: "移动来电 / 调队列", head: "来电置顶", force: "改坐席状态", broadcast: "发广播", confirm: "确认班长的指令" },
};
