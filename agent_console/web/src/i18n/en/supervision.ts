export default {
  title: "Supervise",
};
