export default {
  title: "目录",
};
