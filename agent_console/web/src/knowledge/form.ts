/** What an editor's form holds while it is typed, and what is sent of it. */

import { lines, type Article, type Script, type Sort, type Version, wordsOf } from "./model";
import { read, write } from "./steps_text";

export interface Form {
  code: string;
  unit: string;
  title: string;
  kind: Article["kind"];
  situation: Script["situation"];
  questions: string;
  short_answer: string;
  body: string;
  categories: string[];
  source: string;
  document_number: string;
  effective_from: string | null;
  expires_on: string | null;
  queues: string;
  words: string;
  moments: Script["moments"];
  steps: string;
}

export function formOf(version: Version | null, unit: string): Form {
  const { article, script } = version ?? { article: null, script: null };
  return {
    code: version?.code ?? "", unit: version?.unit.code ?? unit, title: article?.title ?? script?.title ?? "",
    kind: article?.kind ?? "faq", situation: script?.situation ?? "opening",
    questions: (article?.questions ?? []).join("\n"), short_answer: article?.short_answer ?? "", body: article?.body ?? "",
    categories: [...(article?.categories ?? script?.categories ?? [])], source: article?.source ?? "", document_number: article?.document_number ?? "",
    effective_from: article?.effective_from ?? null, expires_on: article?.expires_on ?? null,
    queues: (script?.queues ?? []).join(" "), words: (script?.words ?? []).join(" "), moments: [...(script?.moments ?? [])], steps: write(script?.steps ?? []),
  };
}

/** The part of the body that says what it is: `{article}` or `{script}`. */
export function contentOf(form: Form, sort: Sort): { article: Article } | { script: Script } {
  const title = form.title.trim();
  if (sort === "script") return { script: { title, situation: form.situation, queues: wordsOf(form.queues), categories: form.categories, words: wordsOf(form.words), moments: form.moments, steps: read(form.steps).steps } };
  return {
    article: {
      title, kind: form.kind, questions: lines(form.questions), short_answer: form.short_answer.trim(), body: form.body.trim(), categories: form.categories,
      source: form.source.trim(), document_number: form.document_number.trim(), effective_from: form.effective_from || null, expires_on: form.expires_on || null,
    },
  };
}
