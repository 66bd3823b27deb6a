/** Filling in a review: what is given is kept as one goes, one request after another, and two pages never write over each other. */

import { computed, onUnmounted, ref, shallowRef, watch } from "vue";
import { ApiError, get, patch, post, sentence } from "@/api/http";
import { type Answer, type Answers, type Criterion, criteriaOf, type Mark, type Review, type Value } from "./model";

const PAUSE_MS = 500;
export type SaveState = "saved" | "saving" | "failed";

export function useFilling(id: () => string) {
  const review = shallowRef<Review | null>(null);
  const answers = ref<Answers>({});
  const marks = ref<Mark[]>([]);
  const coaching = ref("");
  const state = ref<SaveState>("saved");
  const problem = ref("");
  const stale = ref(false);
  const criteria = computed<Criterion[]>(() => (review.value ? criteriaOf(review.value.form.body) : []));
  const open = computed(() => review.value?.allowed.includes("save") ?? false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dirty = false;
  let running: Promise<void> | null = null;

  function take(fresh: Review): void {
    review.value = fresh;
    answers.value = { ...(fresh.answers as Answers) };
    marks.value = [...fresh.marks];
    coaching.value = fresh.coaching;
    stale.value = false;
    dirty = false;
    state.value = "saved";
  }

  async function load(): Promise<void> {
    problem.value = "";
    const asked = id();
    try {
      const fresh = await get<Review>(`/quality/reviews/${asked}`);
      if (asked === id()) take(fresh);
    } catch (error) {
      problem.value = sentence(error);
    }
  }

  function changed(): void {
    if (!open.value) return;
    dirty = true;
    state.value = "saving";
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), PAUSE_MS);
  }

  function give(code: string, part: Partial<Answer>): void {
    const before = answers.value[code] ?? { value: null, comment: "" };
    answers.value = { ...answers.value, [code]: { ...before, ...part } };
    changed();
  }
  const answer = (code: string, value: Value) => give(code, { value });

  function mark(one: Mark): void {
    marks.value = [...marks.value, one];
    changed();
  }
  function unmark(at: number): void {
    marks.value = marks.value.filter((_, n) => n !== at);
    changed();
  }

  async function save(): Promise<void> {
    while (dirty && review.value) {
      dirty = false;
      const body = { version: review.value.version, answers: answers.value, marks: marks.value, coaching: coaching.value };
      review.value = await patch<Review>(`/quality/reviews/${review.value.id}`, body);
    }
  }

  /** Send what is not kept yet; true when everything is. */
  async function flush(): Promise<boolean> {
    clearTimeout(timer);
    running ??= save().finally(() => (running = null));
    try {
      await running;
      if (dirty) return flush();
      state.value = "saved";
      problem.value = "";
      return true;
    } catch (error) {
      dirty = true;
      state.value = "failed";
      stale.value = error instanceof ApiError && error.status === 409;
      problem.value = sentence(error);
      return false;
    }
  }

  /** One of the steps of a review: submit, confirm, object …; what is not kept yet is kept first. */
  async function step(command: string, body: Record<string, unknown> = {}): Promise<boolean> {
    if (!review.value || (dirty && !(await flush()))) return false;
    try {
      take(await post<Review>(`/quality/reviews/${review.value.id}/${command}`, { version: review.value.version, ...body }));
      problem.value = "";
      return true;
    } catch (error) {
      problem.value = sentence(error);
      return false;
    }
  }

  watch(id, () => {
    review.value = null;
    void load();
  }, { immediate: true });
  onUnmounted(() => dirty && void flush());
  return { review, answers, marks, coaching, state, problem, stale, criteria, open, load, give, answer, mark, unmark, changed, flush, step };
}

export type Filling = ReturnType<typeof useFilling>;
