export default {
  title: "会办",
};
