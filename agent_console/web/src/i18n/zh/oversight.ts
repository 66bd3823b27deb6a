export default {
  title: "督办",
};
