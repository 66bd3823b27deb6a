export default {
  title: "Handling",
};
