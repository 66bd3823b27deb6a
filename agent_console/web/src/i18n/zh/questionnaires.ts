export default {
  about: "回访时在满意度之外再问的题目；改动即发布新版本，已有回答留在原版本。", name: "问卷", version: "版本", nth: "第{n}版", state: "状态", effective: "生效时间", answers: "回答", types: "诉求类型", allTypes: "全部类型", atOnce: "立即生效",
  states: { now: "使用中", waiting: "待生效", past: "已替换", withdrawn: "已撤回" }, ended: "停用", endedHint: "从这个版本起，不再询问这份问卷。",
  make: "新建问卷", edit: "修改", nextOf: "{name} 第{n}版", withdraw: "撤回", withdrawAsk: "撤回后这个版本不会生效，原版本继续使用。确定吗？", end: "停用", endAsk: "停用后回访不再询问这份问卷，已有回答保留。确定吗？",
  kind: "题型", kinds: { grade: "五级评分", yes_no: "是否", choice: "选择", text: "文字" }, question: "题目", options: "选项，每行一个", required: "链接评价时必答", mayBeSeveral: "可多选", up: "上移", down: "下移", remove: "删除", add: "添加题目", preview: "市民看到的样子", keeps: "发布后不能修改，只能再发布新版本。", publish: "发布",
  lacks: { title: "请填写问卷名称。", questions: "请添加1至20道题目。", text: "第{n}题还没有题目。", options: "第{n}题至少要有两个选项。", twice: "第{n}题有相同的选项。" },
  holds: "已发布，第{n}版现在生效。", willHold: "已发布，第{n}版于 {at} 生效。", none: "还没有问卷", noneHint: "没有问卷时，回访只问是否解决和满意度。",
  show: "显示", questions: "题目", results: "结果", askedIn: "本月问及 {n} 人", answeredBy: "{n} 人回答", mean: "，平均 {mean} 分", noWords: "本月没有文字回答。",
  grade: { "5": "非常好", "4": "好", "3": "一般", "2": "差", "1": "非常差" }, yes: "是", no: "否", several: "（可多选）", optional: "（选填）", must: "“{question}”请回答后提交。",
};
