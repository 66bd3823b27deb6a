export default {
  title: "通知",
  bell: "通知，{n} 条未读", unread: "{n} 条未读", new: "未读", readAll: "全部已读", empty: "没有通知", emptyHint: "派单、预警、超期、退回和审批结果会在这里告知。",
};
