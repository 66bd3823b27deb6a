export default {
  title: "Meetings",
};
