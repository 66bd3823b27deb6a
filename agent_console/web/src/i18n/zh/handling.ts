export default {
  title: "承办",
};
