export default {
  title: "Dispatch",
};
