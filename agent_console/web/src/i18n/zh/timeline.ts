export default {
  title: "回放", space: "空格", day: "日期", previous: "前一天", next: "后一天", play: "播放", pause: "暂停", speed: "速度", at: "时刻", whole: "全天", zoom: "放大到前后 {n} 小时", moment: "{at} 的现场", scrub: "拖动选择时刻",
  waiting: "等待", live: "通话中", level: "服务水平（当日累计）", goal: "目标 {n}%", plots: "走势", lanes: "坐席状态", lanesCount: "{n} 人", moreLanes: "更多坐席", queues: "排队", calls: "通话", agents: "坐席", alarms: "告警", acts: "现场操作", noCalls: "此刻没有通话", noAgents: "此刻没有坐席", noAlarms: "此刻没有告警", noActs: "前 10 分钟没有操作", noLanes: "当天没有坐席签入", empty: "当天没有来电", loading: "正在读取…", truncated: "当天数据过多，后段不完整，请放大查看。", longest: "最长 {d}", since: "已 {d}", standing: "仍在",
  act: { monitor: "监听", whisper: "耳语", barge: "插话", take_over: "接管通话", move_agent: "调整队列", force_state: "强制状态", end_call: "结束通话", move_call: "移动来电", broadcast: "广播", read_along: "查看转写" },
  keys: "空格 播放/暂停 · ← → 移动一分钟 · Shift+← → 十分钟 · ↑↓ 变速",
};
