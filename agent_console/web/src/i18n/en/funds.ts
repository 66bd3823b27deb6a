export default {
  title: "Funds",
};
