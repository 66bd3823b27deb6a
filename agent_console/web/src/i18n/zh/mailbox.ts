export default {
  title: "信箱",
};
