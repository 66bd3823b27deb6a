export default {
  title: "系统设置",
  tab: { state: "状态", settings: "设置", queues: "专席", skills: "技能", hours: "时间", prompts: "提示音" },
  reason: "原因", reasonHint: "可不填", save: "保存", saved: "已保存", undo: "放弃修改", history: "修改记录", noHistory: "没有修改过", by: "{at}　{who}", who: "操作人", refresh: "刷新",
  yes: "是", no: "否", none: "无", search: "名称或说明", all: "全部", on: "开", off: "关",
  state: {
    facts: "运行状态", ok: "正常", note: "注意", missing: "缺失", check: "检查全部", checking: "正在检查 {done} / {of}", checked: "检查完毕：{bad} 项需要注意", checkedGood: "检查完毕：全部正常", checks: "检查结果", checkHint: "逐项检查数据库、线路、磁盘、证书、提示音、识别等，不影响通话。", bundle: "下载诊断包", bundleHint: "供技术支持远程查看，不含人员、号码和密钥。",
    sessions: "在线登录", sessionsOf: "{n} 个登录", person: "人员", since: "登录时间", until: "到期", desk: "坐席", atDesk: "在席", end: "全部退出", endAsk: "结束 {name} 的全部登录？其打开的页面会立即退出。",
  },
  source: { default: "默认", file: "文件", environment: "环境变量", page: "页面" },
  acts: { now: "立即生效", start: "下次启动生效", file: "仅配置文件" },
  set: {
    changedOnly: "页面改过", changeable: "可修改", sections: "分类", count: "{n} 项", value: "现值", default: "默认值", beneath: "恢复为", from: "来源", locked: "由环境变量 {name} 固定，页面上不能修改。", fileOnly: "涉及地址、路径、密钥或程序，只能在配置文件中修改。", pending: "当前运行值 {value}，下次启动改为 {next}", secret: "保密", given: "已设置", notGiven: "未设置",
    toDefault: "恢复默认", preview: "保存前核对", previewHint: "将修改以下 {n} 项", before: "现在", after: "改为", wrong: "以下设置不能保存", changes: "{n} 项未保存", export: "导出", import: "导入", importTitle: "导入设置", only: "文件里没有的，恢复为配置文件或默认值", unfit: "{n} 项页面设置已不符合现行要求，暂未采用。", backTo: "恢复为此值", edited: "{at} {who}", perLine: "每行一个", pairs: "每行一个：键=值", choose: "请在左侧选择一项设置", noMatch: "没有符合条件的设置", notFile: "这不是导出的设置文件。", nothing: "文件与现在的设置完全相同。", elsewhere: "请在“{tab}”页修改。", range: "范围 {low} 至 {high}", least: "不小于 {low}", above: "大于 {low}", most: "不大于 {high}",
    how: { page: "页面", revert: "恢复", import: "导入" },
  },
  section: { top: "总体", sip: "电话线路", media: "声音", web: "网页", database: "数据库", asr: "语音识别", acd: "来电分配", law: "工单与时限", learning: "分类学习", documents: "公文", folders: "目录", log: "日志", figures: "统计", alerts: "告警", floor: "班长台" },
  queue: {
    add: "新增专席", edit: "修改专席", name: "名称", code: "编号", codeHint: "可不填，小写字母、数字；建立后不能改", numbers: "直拨号码", numbersHint: "每行一个", digit: "导航按键", digitHint: "来电人在欢迎语后按此键进入", strategy: "接听策略", relax: "放宽等级", relaxHint: "等候多少秒后也找等级 2、3…的人，每行一个", weight: "优先权重", weightHint: "越大越先接", maxLength: "最多等候", maxWait: "最长等待", overflow: "溢出到", onFull: "排满时", full: { callback: "登记回电", reject: "请稍后再拨" }, hours: "服务时间", always: "全天", offer: "应答时限", wrapUp: "话后整理", goalS: "达标秒数", goal: "达标比例", announce: "播报间隔", callbackDigit: "回电按键", followHouse: "同总体（{value}）", seconds: "秒", people: "人", percent: "%", main: "主队列", waiting: "等候 {n} 人", serving: "{n} 人可接", close: "关闭", closeAsk: "关闭专席“{name}”？有人等候时不能关闭。", closed: "已关闭“{name}”。", empty: "还没有专席",
    strategies: { longest_idle: "空闲最久者先接", fewest_calls: "接听最少者先接", round_robin: "轮流", ring_all: "全部同振", by_level: "等级高者先接" }, what: { added: "新增", changed: "修改", closed: "关闭" }, way: "进入方式", target: "目标", targetOf: "{s} 秒 {p}%", openIt: "打开",
    field: { name: "编号", title: "名称", numbers: "直拨号码", digit: "导航按键", weight: "优先权重", max_length: "最多等候", max_wait_s: "最长等待", overflow_to: "溢出到", strategy: "接听策略", relax_s: "放宽等级", offer_s: "应答时限", announce_every_s: "播报间隔", callback_digit: "回电按键", on_full: "排满时", hours: "服务时间", wrap_up_s: "话后整理", service_level_s: "达标秒数", service_level_goal: "达标比例" },
  },
  skill: { hint: "方向键移动，1–9 设等级（1 最熟悉），0 或退格取消。", people: "{n} 人", search: "姓名或用户名", changed: "{n} 处未保存", person: "人员", cell: "{person}，{queue}，{level}", notServing: "不接", level: "等级 {n}", count: "{n} 人", empty: "还没有接听电话的人员" },
  hour: {
    add: "新增服务时间", name: "名称", unnamed: "未命名", workday: "工作日（含调休上班）", weekend: "周末", holiday: "节假日", weekday: "按星期另定", weekdays: "星期一 星期二 星期三 星期四 星期五 星期六 星期日", days: "例外日期", addDay: "增加日期", date: "日期", spans: "时段", spansHint: "09:00-12:00, 13:30-17:30；空为休息", closed: "休息", remove: "删除", usedBy: "使用：{names}", unused: "没有专席使用", inherit: "按工作日或周末", calendarHint: "节假日和调休按国家公布的日历。", changed: "有未保存的修改", choose: "请选择服务时间",
    heard: "来电人会听到什么", at: "时间", dialled: "拨打号码", digit: "按键", noDigit: "不按", try: "试听", open: "开放", notOpen: "不开放", opensAt: "{at} 恢复服务", into: "进入“{queue}”", dayKind: "{day}", line: "按此顺序播放",
  },
  prompt: {
    kind: { sentence: "语句", piece: "拼读片段", music: "音乐", tone: "提示声" }, source: { page: "页面更换", custom: "现场文件", made: "系统合成", missing: "缺失" }, text: "内容", changed: "更换", play: "播放", stop: "停止", replace: "更换", upload: "上传 WAV", uploadHint: "8–48 kHz 的 WAV，最长 300 秒；MP3 请先另存为 WAV", speak: "文字合成", speakHint: "输入要说的话，先试听，再启用", make: "合成", making: "正在合成，约需十几秒", noSpeech: "本机没有安装语音合成，请上传录音。", versions: "版本", version: "第 {n} 版", original: "系统原声", inForce: "使用中", use: "启用", how: { uploaded: "上传", spoken: "合成", found: "现场文件" }, seconds: "{n} 秒", greeting: "每个来电都会听到", choose: "请在左侧选择一条提示音", used: "已启用，下一通电话起生效。", noPlay: "声音无法播放。", log: "更换记录", toVersion: "改用第 {n} 版", toOriginal: "改回系统原声", missingHint: "没有声音，来电人会听到提示声", filter: "内容或名称",
  },
  heard: { title: "谁听过录音", nobody: "还没有人听过", at: { calls: "通话页", ticket: "工单页", review: "质检", other: "其他" }, times: "{n} 次" },
  people: {
    mobile: "手机", mobileHint: "收告警升级等内部短信，可不填", mobileRule: "请填 11 位手机号码",
    leave: "停用", leaveTitle: "停用 {name}", openWork: "未完的工作", drafts: "未办结草稿", callbacks: "已领回拨", sessions: "待办带班", reviews: "待写质检评分", papers: "校准评分（自动撤销）", calls: "待办结通话（自动转入班长待办）", nothing: "没有未完的工作，可以直接停用。", heir: "接手人", heirHint: "草稿、回拨、带班、评分一并交接，须有相应角色", openSession: "此人正在带班接听，请先结束本场带班。", leaveHint: "停用后立即退出登录，账号和记录保留，可随时重新启用。", back: "启用", signOut: "全部退出", signOutAsk: "结束 {name} 在所有设备上的登录？", signedOut: "已结束 {n} 个登录。", rolesHint: "角色说明", may: "可办：{what}", mayNone: "不经办工单", pages: "页面：{what}", handed_over: "交接", reason: "原因",
  },
};
