export default {
  title: "Directory",
};
