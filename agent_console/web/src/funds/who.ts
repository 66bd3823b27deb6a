/** Who joins a studio: an account by its id, or the plain name of somebody without one. */
export interface Who {
  person: string | null;
  name: string;
}

export const nobody = (): Who => ({ person: null, name: "" });

/** Words that people divide by commas, 顿号 or spaces. */
export const wordsOf = (text: string): string[] => text.split(/[、,，;；\s]+/).filter(Boolean);
