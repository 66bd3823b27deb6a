export default {
  title: "Callback",
};
