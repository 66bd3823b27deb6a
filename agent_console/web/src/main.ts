import { createPinia } from "pinia";
import { createApp } from "vue";
import App from "./App.vue";
import { onSignedOut } from "./api/http";
import { i18n } from "./i18n";
import { router } from "./router";
import { useSession } from "./session";
import "./theme.css";

const app = createApp(App);
app.use(createPinia());
app.use(i18n);

onSignedOut(() => {
  const session = useSession();
  if (!session.me) return;
  session.forget();
  const here = router.currentRoute.value;
  if (!here.meta.open) void router.push({ path: "/signin", query: { to: here.fullPath, over: "1" } });
});

app.use(router);
app.mount("#app");
