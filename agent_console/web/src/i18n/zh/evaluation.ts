export default {
  title: "回访",
};
