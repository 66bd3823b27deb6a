export default {
  title: "Mailbox",
};
