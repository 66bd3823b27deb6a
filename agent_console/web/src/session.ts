/** Who is signed in. Every page asks here; the router guards by it. */

import { defineStore } from "pinia";
import { computed, ref } from "vue";
import type { Me, Role } from "@/api/model";
import { call, get, post } from "@/api/http";

export const useSession = defineStore("session", () => {
  const me = ref<Me | null>(null);
  const asked = ref(false);
  const has = (...roles: Role[]) => roles.some((role) => me.value?.roles.includes(role) ?? false);
  const takesCalls = computed(() => has("agent", "leader"));

  /** Ask once who the cookie belongs to; nobody is an answer, not an error. */
  async function ask(): Promise<void> {
    if (asked.value) return;
    me.value = (await get<{ me: Me | null }>("/session")).me;
    asked.value = true;
  }

  async function signIn(username: string, password: string): Promise<void> {
    me.value = (await post<{ me: Me }>("/session", { username, password })).me;
    asked.value = true;
  }

  async function changePassword(old: string, fresh: string): Promise<void> {
    await post("/me/password", { old, new: fresh });
    me.value = await get<Me>("/me");
  }

  async function setPhone(phone: string): Promise<void> {
    await call("PUT", "/me/phone", { phone });
    me.value = await get<Me>("/me");
  }

  async function signOut(): Promise<void> {
    await call("DELETE", "/session").catch(() => undefined);
    me.value = null;
  }

  function forget(): void {
    me.value = null;
  }

  return { me, takesCalls, has, ask, signIn, changePassword, setPhone, signOut, forget };
});
