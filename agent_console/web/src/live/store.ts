/** The live desk as the pages see it: state from snapshot and events, commands to the server, the softphone beside it. */

import { defineStore } from "pinia";
import { computed, ref, shallowRef, watch } from "vue";
import type { CallEnd, CallNow, Draft, Presence, Ticket, TranscriptVersion } from "@/api/model";
import { get, post, sentence, signedOut } from "@/api/http";
import { callStory } from "@/calls/story";
import { translate } from "@/i18n";
import { useSession } from "@/session";
import { useSoftphone } from "@/softphone/store";
import { type Desk, EMPTY_DESK, applyOne, fromSnapshot, isOver } from "./apply";
import { linked, missed, told } from "./news";
import { beganAnew, carriedBy, overhear } from "./overheard";
import { LiveSocket, type LinkState } from "./socket";

const WORKING = ["talking", "held"];

export const useDesk = defineStore("desk", () => {
  const desk = shallowRef<Desk>(EMPTY_DESK);
  const link = ref<LinkState>("closed");
  const roundTrip = ref<number | null>(null);
  const problem = ref("");
  const notice = ref("");
  const busy = ref(false);
  /** `joined`: the call whose caller was added to an open ticket, which may still be taken back. */
  const finished = ref<{ text: string; ticket: Ticket | null; joined: string | null } | null>(null);
  const softphone = useSoftphone();
  const session = useSession();

  const socket = new LiveSocket({
    state: (state) => {
      link.value = state;
      linked(state);
      if (state === "signed_out") signedOut();
    },
    snapshot: (data) => {
      settle(keepWork(desk.value, fromSnapshot(data)));
      missed();
      beganAnew();
    },
    event: (event) => {
      settle(applyOne(desk.value, event));
      told(event.event);
      overhear(event);
    },
    roundTrip: (ms) => (roundTrip.value = Math.round(ms)),
  });

  /** A snapshot without a call must not wipe an unfinished draft that the agent is writing in. */
  function keepWork(old: Desk, fresh: Desk): Desk {
    if (fresh.call || !old.call || old.draft?.status !== "open") return fresh;
    const { ended, segments, draft, gaps, secondReady } = old;
    return { ...fresh, call: { ...old.call, state: "ended" }, ended, segments, draft, gaps, secondReady, transcriptDone: true };
  }

  function settle(next: Desk): void {
    if (next.draft?.status === "open" && next.draft.id !== desk.value.draft?.id) finished.value = null;
    if (inVain(next) && !inVain(desk.value)) notice.value = translate("desk.notReached", { number: next.call?.caller_number ?? "" });
    else if (next.call && !next.ended) notice.value = "";
    desk.value = isOver(next) ? cleared(next) : next;
  }

  /** Somebody whom we called has not answered. */
  const inVain = (one: Desk) => Boolean(one.ended && one.call?.direction === "out" && !one.call.answered_at);

  function cleared(from: Desk): Desk {
    return { ...from, call: null, ended: null, partyLeft: null, segments: [], interims: {}, draft: null, draftGone: false, transcriptDone: false, gaps: [], secondReady: false };
  }

  const state = computed(() => desk.value.agent?.state ?? "offline");
  const inCall = computed(() => WORKING.includes(state.value));
  const onBrowser = computed(() => (session.me?.phone ?? "browser") === "browser");

  /** Whom we call is heard ringing already, so the sound is on before the answer. */
  const withSound = computed(() => inCall.value || (state.value === "reserved" && desk.value.call?.direction === "out"));

  watch([withSound, onBrowser], ([talking, browser]) => (talking && browser ? softphone.join() : softphone.leave()));
  watch(() => desk.value.call?.muted ?? false, (muted) => softphone.mute(muted));

  /** Run one command; what goes wrong is said in the one place under the call card. */
  async function command(type: string, fields: Record<string, unknown> = {}): Promise<boolean> {
    busy.value = true;
    problem.value = "";
    try {
      await socket.send(type, fields);
      return true;
    } catch (error) {
      problem.value = sentence(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  const forCall = (type: string, fields: Record<string, unknown> = {}) => {
    const call = desk.value.call?.call;
    return call ? command(type, { call, ...fields }) : Promise.resolve(false);
  };

  async function setPresence(presence: Presence, reason = ""): Promise<void> {
    if (onBrowser.value && presence === "available") void softphone.prepare();
    await command("presence", { presence, reason });
  }

  async function accept(): Promise<void> {
    const offer = desk.value.offer;
    if (!offer || busy.value) return;
    if (onBrowser.value) void softphone.prepare();
    await command("accept", { call: offer.call });
  }

  const decline = () => (desk.value.offer ? command("decline", { call: desk.value.offer.call }) : Promise.resolve(false));
  const toggleHold = () => forCall(state.value === "held" ? "resume" : "hold");

  /** The switch follows the server's word at once: an agent who believes to be muted must be. */
  async function toggleMute(): Promise<void> {
    const call = desk.value.call;
    const on = !call?.muted;
    if (await forCall("mute", { on }) && call && desk.value.call?.call === call.call) settle({ ...desk.value, call: { ...desk.value.call, muted: on } });
  }

  /** An answer may come after an event that already told of a newer version. */
  function takeDraft(draft: Draft): void {
    const known = desk.value.draft;
    if (known?.id === draft.id && known.version > draft.version) return;
    settle({ ...desk.value, draft });
  }

  /** Bring an unfinished call back on the desk: its transcript and its draft as they stand in the ledger. */
  async function reopen(call: string): Promise<void> {
    if (inCall.value) return;
    problem.value = "";
    try {
      const [story, draft] = await Promise.all([callStory(call), get<Draft>(`/drafts/${call}`)]);
      const shown: CallNow = { ...story, call, state: "ended", agent: null, muted: false, partials: {}, position: null, expires_at: null, recording: false, recording_paused: false, recording_paused_at: null, recording_paused_why: "", parties: [], expected_wait_s: null, consulted_by: "", urgent: [] };
      const ended: CallEnd = { call, reason: story.reason ?? "completed", by: story.by ?? "", talked_s: story.talked_s };
      settle({ ...cleared(desk.value), call: shown, ended, segments: story.segments, gaps: story.gaps, secondReady: story.shown === "second", draft, transcriptDone: true });
    } catch (error) {
      problem.value = sentence(error);
    }
  }

  /** Bring the lines of one version of the transcript; the others stay. */
  async function loadVersion(version: TranscriptVersion): Promise<void> {
    const call = desk.value.call?.call;
    if (!call) return;
    const story = await callStory(call, version);
    if (desk.value.call?.call !== call) return;
    const others = desk.value.segments.filter((line) => line.version !== version);
    settle({ ...desk.value, gaps: story.gaps, segments: [...others, ...story.segments].sort((a, b) => a.t0 - b.t0) });
  }

  /** The call has its outcome: say so where the draft stood until the next call comes. */
  function finish(text: string, ticket: Ticket | null, status: Draft["status"], joined: string | null = null): void {
    finished.value = { text, ticket, joined };
    const draft = desk.value.draft;
    if (draft) settle({ ...desk.value, draft: { ...draft, status } });
  }

  /** The caller was added to the wrong ticket: the draft is open again, on the desk if that is free. */
  async function leaveTicket(): Promise<void> {
    const call = finished.value?.joined;
    if (!call) return;
    problem.value = "";
    try {
      await post(`/drafts/${call}/leave`);
      finished.value = null;
      if (desk.value.draft?.id === call) takeDraft(await get<Draft>(`/drafts/${call}`));
      else if (!desk.value.call) await reopen(call);
    } catch (error) {
      problem.value = sentence(error);
    }
  }

  /** Recording and transcription rest together; the server ends a pause that lasts too long. */
  const togglePause = (reason = "") => forCall("pause_recording", { on: !desk.value.call?.recording_paused, reason });

  async function dial(number: string): Promise<boolean> {
    if (onBrowser.value) void softphone.prepare();
    return command("dial", { number });
  }

  /** One key calls a lost caller back; what comes of it is noted in the entry by the server. */
  async function dialBack(entry: string): Promise<boolean> {
    if (onBrowser.value) void softphone.prepare();
    busy.value = true;
    problem.value = "";
    try {
      await post(`/callbacks/${entry}/dial`);
      return true;
    } catch (error) {
      problem.value = sentence(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  function putAway(): void {
    desk.value = cleared(desk.value);
  }

  function start(): void {
    carriedBy((type, fields) => socket.send(type, fields));
    socket.open();
  }

  function stop(): void {
    socket.close();
    void softphone.shutDown();
    desk.value = EMPTY_DESK;
  }

  return {
    desk, link, roundTrip, problem, notice, busy, togglePause, dial, dialBack, finished, finish, leaveTicket, state, inCall, onBrowser,
    start, stop, setPresence, accept, decline, toggleHold, toggleMute, takeDraft, reopen, loadVersion, putAway,
    hangUp: () => forCall("hang_up"),
    transfer: (queue: string) => forCall("transfer", { queue }),
    transferTo: (number: string) => forCall("transfer_number", { number }),
    consult: (number: string) => forCall("consult", { number }),
    joinParty: () => forCall("join_party"),
    dropParty: () => forCall("drop_party"),
    completeTransfer: () => forCall("complete_transfer"),
    press: (digits: string) => forCall("digits", { digits }),
    endWrapUp: () => command("end_wrap_up"),
    confirmLine: (line: string) => command("confirm_line", { line }),
  };
});
