export default {
  title: "信箱", contacts: "公开联系方式",
  write: "我要反映", look: "查询进度", language: "English", emergency: "紧急情况请拨打 110、119、120；电话诉求请拨打 12345。",
  promise: "无需注册。提交后 {n} 分钟内受理，凭查询编号和手机尾号查看进度。", type: "类型", text: "要反映的事情", textHint: "什么时间、什么地点、发生了什么，希望怎样解决", place: "地点（选填）", placeHint: "小区、道路或门牌", files: "照片和视频（选填，最多 {n} 个）", addFile: "添加",
  name: "姓名", phone: "手机号码", send: "提交", sending: "正在提交…", uploading: "文件上传中…", privacy: "姓名和电话只用于办理和回访，不会公开。", wrong: { text: "请写下要反映的事情，至少 5 个字。", name: "请填写姓名。", phone: "请填写能联系到您的电话号码，例如 13800000000。" }, limits: "支持 {kinds}；照片每个不超过 {picture} 兆，视频每个不超过 {video} 兆。", skipped: "最多 {most} 个，多选的 {n} 个没有添加。", tooLarge: "超过 {n} 兆，请压缩后再传。", removeFile: "移除{name}",
  sent: "已提交", trackingIs: "您的查询编号", copy: "复制编号", copied: "已复制", keep: "请保存编号。查询时还需要手机号码后四位：{digits}。", acceptedBy: "我们将在 {at} 前受理。", lookNow: "查看进度", another: "再反映一件",
  tracking: "查询编号", trackingHint: "例如 7K2M-9QF4-TX8C", digits: "手机号码后四位", lookUp: "查询", other: "查询其他",
  stage: { received: "已收到，等待受理", accepted: "已受理，正在核实", asked: "需要您补充", dispatched: "已派单，等待承办单位签收", handling: "承办单位正在办理", done: "已办结", closed: "已关闭" },
  short: { received: "收到", accepted: "受理", dispatched: "派单", handling: "办理", done: "办结" },
  handledBy: "办理单位", acceptDue: "受理时限", deadline: "办结期限", ticket: "工单号", answer: "答复", asked: "请您补充", supplement: "提交补充", supplementHint: "请在这里补充", yourWords: "您反映的内容", fileCount: "附件 {n} 个", history: "办理过程",
  step: {
    receive: "已提交", accept: "已受理", ask: "请您补充", supplement: "您已补充", answer: "已答复", dispatch: "已派单", join: "与同一事项合并办理", close: "已关闭", prevent: "已办理",
    ticket_sign: "承办单位已签收", ticket_start_handling: "开始办理", ticket_ask_supplement: "请您补充", ticket_supplement: "您已补充", ticket_resume: "继续办理", ticket_report: "承办单位已上报办理结果", ticket_close: "已办结", ticket_rework: "退回重新办理", ticket_extend: "办理期限已延长", ticket_redispatch: "改由其他单位办理",
  },
};
