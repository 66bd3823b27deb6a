export default {
  title: "Intake",
};
