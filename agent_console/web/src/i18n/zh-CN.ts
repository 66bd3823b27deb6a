import alerts from "./zh/alerts";
import bulletins from "./zh/bulletins";
import city from "./zh/city";
import dispatching from "./zh/dispatching";
import evaluation from "./zh/evaluation";
import figures from "./zh/figures";
import floor from "./zh/floor";
import funds from "./zh/funds";
import handling from "./zh/handling";
import intake from "./zh/intake";
import knowledge from "./zh/knowledge";
import leading from "./zh/leading";
import mailbox from "./zh/mailbox";
import meetings from "./zh/meetings";
import notices from "./zh/notices";
import operation from "./zh/operation";
import oversight from "./zh/oversight";
import quality from "./zh/quality";
import questionnaires from "./zh/questionnaires";
import rota from "./zh/rota";
import staffing from "./zh/staffing";
import timeline from "./zh/timeline";

export default {
  alerts, bulletins, city, dispatching, evaluation, figures, floor, funds, handling, intake, knowledge, leading, mailbox, meetings, notices, operation, oversight, quality, questionnaires, rota, staffing, timeline,
  app: { name: "12345 政务服务便民热线", short: "12345 热线", skip: "跳到主要内容", loading: "正在载入…", retry: "重试" },
  menu: { desk: "坐席", duty: "带班", calls: "通话", tickets: "工单", monitor: "监控", acceptance: "采纳", blocked: "拦截", wallboard: "大屏", people: "人员", city: "目录", intake: "收件", platforms: "平台", dispatching: "派单", handling: "承办", supervision: "督办", bulletins: "通报", papers: "督办", meetings: "会办", evaluation: "回访", funds: "资金", knowledge: "知识", quality: "质检", staffing: "排班", timeline: "回放", alerts: "告警", operation: "设置", leading: "接听" },
  common: {
    cancel: "取消", confirm: "确定", save: "保存", close: "关闭", search: "查找", refresh: "刷新", more: "更多", none: "无", unknown: "未知",
    all: "全部", yes: "是", no: "否", people: "{n} 人", empty: "暂无记录",
  },
  error: {
    http: "服务返回了错误（{status}）。", offline: "连不上服务。", offlineRemedy: "请检查网络，稍后会自动重连。",
    noReply: "服务没有及时答复，请再试一次。", page: "页面出错：{what}",
  },
  signin: {
    title: "登录", username: "用户名", password: "密码", submit: "登录", language: "English",
    needUsername: "请输入用户名。", needPassword: "请输入密码。",
    mustChange: "首次登录，请先设置自己的密码。", old: "现在的密码", fresh: "新密码", again: "再输入一次新密码",
    rule: "至少 10 个字符，与现在的密码不同。", tooShort: "新密码至少 10 个字符。", same: "新密码不能与现在的相同。", differ: "两次输入的新密码不一致。",
    change: "设置密码并进入", motto: "一个号码管服务，诉求件件有回音",
  },
  user: { signOut: "退出登录", phone: "接听方式", browser: "浏览器软电话", sip: "SIP 话机", sipAddress: "SIP 地址", sipHint: "例如 sip:8001{'@'}127.0.0.1", changeLanguage: "English", help: "快捷键" },
  state: { offline: "未签入", available: "可接听", reserved: "来电待接", talking: "通话中", held: "保持中", wrap_up: "话后整理", paused: "小休" },
  reason: {
    signed_in: "刚签入", break: "小休", meeting: "开会", training: "培训", meal: "用餐", missed: "多次未接", no_answer: "未接来电",
    missed_offers: "多次未接", connection_lost: "网络中断", paused: "小休", leg_failed: "话机未接通",
  },
  presence: {
    label: "接听状态", available: "可接听", paused: "小休", next: "之后：{state}", nextAvailable: "可接听", nextPaused: "小休", reason: "小休原因",
    wrapUpFirst: "话后整理结束后生效",
  },
  lamp: { recogniser: "转写", on: "{engine}", off: "无转写", none: "未装语音模型，通话照常，不产生转写。", line: "线路", ms: "{ms} 毫秒", noInterims: "整句转写" },
  link: {
    connecting: "正在连接服务…", lost: "连接中断，正在重连。通话不受影响，已填内容保留在本页。", replaced: "您已在另一处登录，本页已停止接收来电。", takeBack: "在此继续",
    signed_out: "登录已失效，请重新登录。", failed: "通话的声音连接失败。", reconnecting: "声音连接中断，正在恢复…",
  },
  mic: {
    off: "麦克风未开启", asking: "请在浏览器中允许使用麦克风", ready: "麦克风正常", insecure: "此页不是安全连接，浏览器不允许使用麦克风。请用 https 地址打开，或改用 SIP 话机。",
    refused: "麦克风被拒绝。请点击地址栏的锁形图标允许麦克风，然后重试。", missing: "没有找到麦克风。请插上耳麦，然后重试。", failed: "麦克风无法打开，可能被其他程序占用。",
    device: "麦克风", headset: "耳机", default: "系统默认", retry: "重试", test: "开启麦克风", level: "说话音量", ear: "听筒音量", title: "软电话", buffer: "缓冲 {ms} 毫秒", sip: "SIP 话机接听",
  },
  outcome: {
    answered_on_the_spot: "在线答复", ticket: "转派", supplement: "补充", harassment: "骚扰", silent: "无声", wrong_number: "错号",
  },
  endReason: { completed: "已完成", abandoned: "放弃", callback_requested: "要求回拨", rejected: "拒接", failed: "中断" },
  by: { caller: "市民挂断", agent: "坐席挂断", system: "系统结束", transfer: "已转接" },
  party: {
    calling: "正在呼叫，市民在听等待音", consulting: "正与您单独通话，市民听不到", joined: "三方通话中", join: "三方通话", complete: "转给对方", drop: "请对方退出", giveUp: "结束咨询",
    short: { calling: "呼叫中", consulting: "咨询中", joined: "三方", taken: "接听" },
  },
  partyWhy: { hung_up: "对方已挂断", dropped: "已结束", no_answer: "无人接听", declined: "对方拒接", failed: "未能接通", call_ended: "通话结束" },
  transferHow: { blind: "直接转接", attended: "咨询后转接", refer: "由线路转接" },
  pauseReason: { card: "卡号", id: "证件号", caller: "来电人要求", other: "其他" },
  registrationState: { registered: "已注册", trying: "正在注册", failed: "注册失败", standby: "备用（同组另一线路在用）" },
  lineReason: {
    silent: "对端没有应答", brief: "注册间隔过短", nothing: "注册未获授权", standby: "备用（同组另一线路在用）",
    s401: "账号或密码不对", s403: "对端拒绝", s404: "对端没有此号码", s407: "账号或密码不对", s408: "对端没有应答", s480: "对端暂不可用", s486: "对端忙", s503: "对端暂停服务",
    s4xx: "对端拒绝", s5xx: "对端故障", s6xx: "对端拒绝", with: "{what}（{status}）",
  },
  trunkState: { up: "正常", down: "中断", unknown: "未探测" },
  supervision: {
    monitor: "监听", whisper: "耳语", barge: "插话", stop: "退出", side: { both: "双方", caller: "市民", agent: "话务员" },
    now: { monitor: "正在监听，通话双方听不到您", whisper: "正在耳语，只有话务员听得到您", barge: "正在插话，双方都听得到您" },
    told: { monitor: "{name} 在监听", whisper: "{name} 在对话务员耳语", barge: "{name} 加入通话" },
  },
  reach: { title: "咨询或转接", hint: "姓名、单位或号码", queue: "转到队列", number: "拨打此号码", consult: "咨询", transfer: "转接", free: "空闲", busy: "忙", empty: "没有找到，可直接输入号码", keys: "↑↓ 选择 · 回车 咨询 · Ctrl+回车 直接转接 · Esc 收起" },
  monitor: {
    calls: "当前通话", callsHint: "↑↓ 选择", time: "时长", company: "参与者", transferred: "已转出", noCalls: "现在没有通话", choose: "选择一通电话后可监听、耳语或插话", side: "监听哪一方", connecting: "正在接通声音…", place: "第 {n} 位", missed: "漏接 {n}",
    expected: "预计 {n} 分钟", freeSeats: "空闲 {n}", lines: "线路", onTrunk: "{n} 路通话", pausedRecording: "暂停录音", warning: "预警", warningOf: "{days} 天内 {n} 人反映同一事项：{title}", surge: "来电高峰", surgeHint: "等待人数已超出接听能力，新来电正在听提示并可登记回拨。",
  },
  blocking: {
    title: "拦截名单", search: "号码、原因", add: "加入号码", empty: "名单是空的", reason: "原因", reasonHint: "写明原因，便于以后复核", by: "操作人", at: "加入时间", until: "拦截至", to: "至 {at}", lift: "解除", liftTitle: "解除拦截 {number}", blocked: "加入", lifted: "解除", block: "拦截",
    suspects: "可疑号码", suspectsHint: "近 30 天多次记为骚扰", times: "骚扰 {n} 次", suspectReason: "近 30 天骚扰 {n} 次", effect: "加入后，此号码的来电听到提示音后挂断；正在进行的通话不受影响。", span: { day: "一天", week: "七天", month: "三十天", open: "长期" },
  },
  facts: { title: "通话经过与质量", party: "呼叫 {who}", joined: "三方通话", consulted: "已咨询", unanswered: "未接通", transferred: "{who} 转接到 {to}", paused: "暂停录音 {lasted}", leg: "线路", legs: { caller: "市民", agent: "坐席", consulted: "被咨询方", third_party: "第三方", transfer_target: "转接对象", supervisor: "监听" }, jitter: "抖动", loss: "丢包", roundTrip: "往返" },
  callState: { ringing: "振铃", queued: "排队", offered: "待接", answered: "通话中", held: "保持", wrap_up: "整理", ended: "已结束" },
  type: { consultation: "咨询", request: "求助", complaint: "投诉", report: "举报", suggestion: "建议", praise: "表扬", fault: "报障" },
  origin: { reactive: "接诉即办", proactive: "未诉先办" },
  level: { 1: "1 个工作日", 3: "3 个工作日", 7: "7 个工作日", 11: "11 个工作日" },
  basis: {
    permit: "谁许可谁监管", charge: "谁主管谁负责", approve: "谁审批谁监管", benefit: "谁受益谁负责", directory: "职责目录", first_receiver: "首问负责", named: "指定负责", fallback: "兜底负责",
    whoever_permits_supervises: "谁许可谁监管", whoever_is_in_charge: "谁主管谁负责", whoever_approves: "谁审批谁监管", whoever_benefits: "谁受益谁负责",
  },
  desk: {
    idle: "等待来电", idlePaused: "您在小休，不会接到来电", idleOffline: "尚未签入", idleHint: "来电会出现在这里，按 F2 或回车接听", pausedHint: "点上方「可接听」开始接听，快捷键 F8",
    offer: "新来电", history: "来电 {n} 次", first: "首次来电", openTickets: "在办工单 {n} 件", answer: "接听", decline: "不接", answerIn: "{s} 秒内接听", sipRinging: "话机正在振铃，请拿起话机接听",
    hold: "保持", resume: "恢复", mute: "静音", unmute: "取消静音", hangUp: "挂断", talking: "通话中", onHold: "已保持，市民在听等待音", muted: "已静音",
    ended: "通话已结束", wrapUp: "话后整理", wrapUpLeft: "秒后自动结束", endWrapUp: "结束整理", needOutcome: "还没有选择处理结果，结束整理后会留在待办里。",
    recording: "录音中", notRecorded: "未在录音", transfer: "转接", transferTo: "转到队列",
    todo: "待办", todoEmpty: "没有待办", callbacks: "漏接回拨", callbacksEmpty: "没有漏接来电", done: "已回拨", doneNote: "回拨情况：是否接通，说了什么", callBack: "记录", later: "稍后再拨", lostAt: "{at} 来电未接通", callBackHint: "此号码已由您认领，其他坐席不会重复回拨。点「拨打」直接呼叫，接通后自动办结；已用其他方式联系的，写下情况后点「已回拨」。", toDesk: "到坐席", open: "打开", interrupted: "服务中断时的通话",
    reach: "咨询/转接", digits: "按键", digitsHint: "输入数字即发送", pauseHint: "市民说身份证号、银行卡号时暂停录音和转写", pauseWhy: "为什么暂停录音和转写？", pausedNow: "录音和转写已暂停", pauseEnds: "{left} 后自动恢复", pauseEndsItself: "说完后自动恢复", continueRecording: "恢复录音", calling: "正在呼叫…", giveUp: "取消呼叫", outgoing: "呼出", transferred: "已转接到 {to}",
    consultedBy: "{name} 向您咨询", consulting: "正与 {name} 会商", withCaller: "市民 {number}", leaveConsult: "退出会商", dial: "拨打", dialHint: "拨打号码", notReached: "{number} 没有接通，已记录。", attempts: "已拨 {n} 次", harassed: "曾骚扰 {n} 次",
    todoKind: { draft: "未处理完", callback: "待回拨", duty: "待定结果" }, lost: "漏接 {n} 次",
    transcript: "实时转写", caller: "市民", agent: "坐席", system: "系统", noCall: "接听后，双方说的话会显示在这里", listening: "正在听…", toNewest: "回到最新", transcriptDone: "转写完毕",
    unsureWord: "没有听清，请核对", phraseInto: "填入", phraseKeys: "↑↓ 换一句 · Esc 取消", phraseFilled: "已填入「{field}」", undo: "撤销", morePhrases: "等 {n} 处", sure: "把握 {n}%", byPerson: "人工选取",
    noRecogniser: "此坐席没有语音转写", noRecogniserHint: "通话照常进行和录音，请手工填写。",
    putAway: "收起",
  },
  draft: {
    title: "诉求登记", empty: "接听后自动生成登记表", emptyHint: "姓名、地点、事项会随通话自动填写，您改过的内容不会被覆盖", gone: "登记表已随来电转给接听人", goneHint: "您填写的内容都已保存在表中，由接听人继续办理", machine: "自动填写", edited: "已人工修改",
    caller_name: "来电人", callback_number: "回拨号码", type: "诉求类型", category: "事项分类", place: "发生地点", detail: "详细位置", titleField: "标题", matter: "诉求内容", wish: "期望", summary: "摘要", level: "办理时限", unit: "承办单位",
    time: "发生时间", object: "涉及对象", timeHint: "何时、持续多久", objectHint: "单位、小区、线路", seeSource: "点击查看原话", doubtful: "把握不大，请对照原话核对", newer: "新听到：{value}", takeNewer: "采用",
    categoryHint: "输入关键字查找事项", placeHint: "道路、小区、单位名称", detailHint: "门牌、楼栋、房号", unitHint: "按职责目录推荐", titleHint: "一句话说明：地点 + 事项",
    suggestions: "推荐", due: "办结期限 {at}", saving: "正在保存…", saved: "已保存", unsaved: "未保存", saveFailed: "保存失败", takeTheirs: "用新的",
    urgent: "紧急", idNumbers: "证件 {number}", idHint: "已隐去中间各位，标题和摘要中不出现", historyTitle: "历史记录", street: "所属街道 {name}",
    answer: "在线答复", dispatch: "转派", harassment: "骚扰", silent: "无声", wrong_number: "错号", supplement: "补充到已有工单",
    answerTitle: "在线答复", answerHint: "写下给市民的答复，将随工单保存", answerConfirm: "答复并办结", answerNeeded: "请写下答复内容。",
    dispatchTitle: "转派工单", dispatchConfirm: "确认转派", dispatchUnit: "承办单位", dispatchWhy: "依据", dispatchDue: "办结期限", dispatchCo: "协办单位", noUnit: "请先选择承办单位。", noMatter: "请先填写诉求内容。", unsavedFirst: "登记表还有未保存的内容，请先处理标出的冲突项或稍后重试。",
    outcomeConfirm: "记为「{outcome}」？", outcomeHint: "这通电话不生成工单，只能记一次。", note: "备注",
    doneAnswered: "已在线答复", doneDispatched: "已转派", doneClosed: "已办结", doneOutcome: "已记为{outcome}", ticketNumber: "工单号", openTicket: "查看工单",
    other: "其他",
  },
  similar: {
    title: "相似在办工单 {n} 件", place: "同一地点", category: "同类事项", object: "同一对象", text: "内容相近", caller: "同一来电人", callers: "{n} 人反映",
    confirm: "将本次来电并入 {number}「{title}」？来电人成为第 {n} 位诉求人，登记表随之关闭。", join: "并入", done: "已并入，为第 {n} 位诉求人：", undo: "撤回并入",
  },
  acceptance: {
    title: "自动登记采纳率", period: "统计时段", short: "登记采纳率", overall: "总采纳率", drafts: "{n} 份登记表", byField: "按登记项", byAgent: "按坐席", trend: "近八周走势", kept: "原样采用", changed: "改写", emptied: "清空", added: "另补 {n}",
    truncated: "时段内登记表过多，只统计了最近的部分。", empty: "这段时间还没有成单的登记表", emptyHint: "答复或转派之后，这里会显示每一项有多少被原样采用", base: "口径：成单登记表中机器已填写的项；采纳 = 与成单内容一致。", open: "查看采纳率",
  },
  flag: { group: "群体", repeat: "重复反映", long_running: "长期未决" },
  urgent: { title: "紧急情况", acknowledge: "知道了", show: "看原话" },
  when: {
    year: "{y}年", month: "{m}月", day: "{d}日", daily: "每天", after: "{when} 以后", nextDay: "次日 {clock}", span: "{from}至{to}", means: "即 {when}",
    weekday: { 1: "每周一", 2: "每周二", 3: "每周三", 4: "每周四", 5: "每周五", 6: "每周六", 7: "每周日" },
  },
  step: {
    normal: "正常", fewer_interims: "减少临时文本", no_interims: "暂停临时文本", after_call: "新来电通话后转写", spooled: "排队转写", lost: "识别引擎中断", none: "无转写", stand_in: "备用引擎", unknown: "–",
  },
  phrase: { caller_name: "姓名", callback_number: "号码", place: "地点", detail: "详址", time: "时间", object: "对象", title: "标题", matter: "内容", wish: "期望", summary: "摘要" },
  transcript: { version: "转写版本", live: "实时稿", second: "复核稿", liveHint: "通话中逐句识别的文字", secondHint: "通话后由更大的模型重新识别的文字", secondWaits: "复核稿待转写", secondFailed: "复核稿未完成：", engine: "识别引擎 {name}" },
  gap: { waiting: "通话后转写", done: "已补转写", given_up: "未能转写", onwards: "{from} 起" },
  gapWhy: { postponed: "识别繁忙，已延后", refused: "识别繁忙，已延后", spooled: "识别过载，已转入排队", lost: "识别进程中断", worker_lost: "识别进程中断", no_worker: "识别引擎不可用", restarted: "识别进程重启", failed: "识别出错", interrupted: "服务中断", second_pass: "通话后复核" },
  keys: {
    handling: "承办", box: "换一类工单", sign: "签收", begin: "开始办理", contact: "记录联系", report: "上报", extension: "申请延期", back: "返回列表", title: "快捷键", answer: "接听来电", hold: "保持 / 恢复", mute: "静音 / 取消", hangUp: "挂断", presence: "可接听 / 小休", answerSpot: "在线答复", dispatch: "转派", wrapUp: "结束整理",
    reach: "咨询 / 转接", quick: "咨询 110", join: "三方通话", complete: "转给对方", drop: "结束咨询 / 请出第三方", pause: "暂停 / 恢复录音", digits: "按键盘",
    help: "显示本帮助", draft: "到登记表（标题）", toCategory: "到事项分类", toPlace: "到发生地点", toUnit: "到承办单位", save: "表单内的修改自动保存", suggest: "选第 1–3 个推荐事项", urgent: "紧急提示：知道了", urgentLine: "看紧急原话", enter: "填入光标所在项",
    desk: "坐席", monitor: "监控", lists: "列表", listen: "监听 / 耳语 / 插话", side: "听双方 / 市民 / 话务员", stop: "退出监听", row: "上一行 / 下一行", open: "打开", phrase: "选取转写中的语句并填表", undo: "撤销填入", similar: "相似工单",
  },
  board: {
    title: "话务大屏", queues: "排队", waiting: "等待", longest: "最长等待", expected: "预计等待", minutes: "{n} 分钟", free: "空闲坐席", agents: "坐席", state: "状态", since: "已持续", lastHour: "近一小时来电", answered: "接听", abandoned: "放弃",
    serviceLevel: "服务水平", goal: "目标 {goal}% / {s} 秒", variant: "口径：{name}", connection: "接通率", asa: "平均应答", aht: "平均处理", duty: "带班接听 · 在线解答率", dutyNone: "现在没有带班", of: "{n} / {m}",
    registrations: "线路", trunk: "中继直连", recogniser: "语音转写", lag: "延迟 {s} 秒", noAgents: "没有签入的坐席", exit: "返回", live: "通话中 {n}", stale: "数据已 {s} 秒未更新", noCalls: "近一小时没有来电",
  },
  calls: {
    title: "通话记录", number: "来电号码", agent: "坐席", at: "来电时间", waited: "等待", talked: "通话", outcome: "结果", choose: "选择一通电话查看录音和转写", recording: "录音", noRecording: "没有录音", transcript: "转写", noTranscript: "没有转写",
    left: "左声道 市民", right: "右声道 坐席", both: "双方", play: "播放", pause: "暂停", ticket: "工单", state: "状态", queue: "队列", speed: "倍速", wholeNumber: "完整来电号码", how: "状态或结果", today: "今天", lastDays: "近 {n} 天", fromDay: "起始日", toDay: "截止日", own: "本人", whose: "谁的通话", empty: "没有符合条件的通话", interrupted: "服务中断",
  },
  tickets: {
    title: "工单", number: "工单号", state: "状态", unit: "承办单位", deadline: "办结期限", created: "登记时间", category: "事项", matterTitle: "标题", searchHint: "工单号、标题、内容、号码", empty: "没有符合条件的工单",
    history: "办理过程", answer: "答复内容", caller: "来电人", callback: "回拨号码", place: "地点", level: "时限", basis: "派单依据", summary: "摘要", matter: "诉求内容", wish: "期望", recording: "通话录音与转写", noCall: "此工单没有通话", left: "剩余 {d}", overdue: "已超期 {d}", days: "{n} 天", hours: "{n} 小时", back: "返回列表", callers: "共 {n} 位诉求人，后来并入的：", type: "类型", co: "协办单位",
  },
  ticketState: {
    draft: "草稿", accepted: "已受理", answered: "已答复", dispatched: "已派单", signed: "已签收", handling: "办理中", reviewing: "待审核", callback: "待回访", closed: "已办结", archived: "已归档", supplement: "待补充", suspended: "挂账", merged: "已并单", transferred: "已移送", problem_ticket: "疑难工单",
  },
  ticketCommand: { accept: "受理", answer: "在线答复", dispatch: "派单", close: "办结", sign: "签收", start: "开始办理", report: "办理反馈", callback: "回访", archive: "归档" },
  duty: {
    title: "领导带班接听", sessions: "带班场次", today: "今日带班", plan: "安排带班", open: "开始接听", close: "结束带班", leader: "带班领导", deputy: "替补", unit: "单位", from: "时间", to: "结束", number: "接听号码", name: "名称",
    rate: "在线解答率", rateOf: "{m} 通接通，{n} 通现场解答", beside: "另有放弃 {a}、无声 {s}、错号 {w}，不计入", onTheSpot: "现场解答", toDispatch: "转派办理", calls: "接听记录", left: "未定结果 {n} 通", leftHint: "结束带班时，未定结果的来电将转派到 {unit}。",
    closeTitle: "结束带班", closeConfirm: "结束并转派", empty: "还没有带班场次", callsEmpty: "还没有来电", closed: "已结束", planned: "未开始", opened: "接听中", ticket: "工单", answer: "答复要点", notConnected: "未接通", none: "选择一个场次", year: "{year} 年累计", sessionCount: "{n} 场", planHint: "点「安排带班」定下领导、时间和接听号码", planConfirm: "安排", needLeader: "请选择带班领导", deputyHint: "可不选；可代为开始、判定和结束", unitHint: "默认为领导所属单位", numberHint: "市民拨打的号码，可不填", nameHint: "可不填，按单位和领导取名",
    deaf: "您现在不接听来电，市民会一直等待。", waiting: "正在等待来电", answerTitle: "现场解答", answerHint: "您对市民的答复要点，将随工单保存；不填则记为「带班领导在线解答」", answerFinal: "确认后此来电即办结，不能再改。", answerConfirm: "确认解答", nothingLeft: "所有来电都已有结果。", asOf: "截至 {at}", groupBy: "汇总方式", by_leader: "按领导", by_unit: "按单位", by_month: "按月份", ledgerEmpty: "今年还没有带班", connectedCalls: "接通", besideShort: "另有",
  },
  people: {
    title: "人员", add: "新增人员", username: "用户名", name: "姓名", roles: "角色", unit: "单位", phone: "话机", queues: "队列", active: "启用", edit: "修改", password: "初始密码", passwordHint: "只显示这一次，请交给本人；首次登录须修改。", created: "已新增 {name}", reset: "重设密码", wasReset: "已重设 {name} 的密码", resetHint: "将为 {name} 生成新密码，原密码和已登录的页面立即失效。", search: "姓名、用户名、单位", empty: "没有符合条件的人员", levels: "技能等级", levelsHint: "1 为最熟悉，来电先找等级高的人；等待久了再放宽", unitHint: "可不选", browser: "浏览器",
    import: "导入", importHint: "一张人员表：CSV 或 .xlsx；先导出一份可作模板。", mode: { merge: "只增改：表里没有的人不变", replace: "整表：表里没有的人视为离开，账号停用（不删除）" },
    what: { added: "新增", changed: "变更", leaving: "停用" }, hashing: "正在生成密码 {done} / {of}", imported: "新增 {added} 人，变更 {changed} 人，停用 {leaving} 人。", passwordsOnce: "初始密码只显示这一次，首次登录须修改。", savePasswords: "存为表格",
    history: "记录", historyOf: "{name}的账号记录", how: { created: "新增", changed: "修改", imported: "导入", left: "离开" },
    usernameRule: "2–64 个字母、数字或 . _ {'@'} -", needed: "必填",
  },
  unitKind: { territory: "属地", industry: "行业主管", utility: "公共服务", liaison: "驻地单位", studio: "工作室" },
  unitLevel: { city: "市", district: "区县", street: "街镇", community: "社区", grid: "网格" },
  role: { agent: "话务员", leader: "带班领导", supervisor: "值班长", dispatcher: "派单员", handler: "承办经办人", inspector: "督办员", analyst: "数据分析员", admin: "管理员" },
};
