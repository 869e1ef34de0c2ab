/** What was found of one thing. */
export interface Finding {
  readonly level: "ok" | "warning" | "fault";
  /** The thing, in a word or two. */
  readonly subject: string;
  readonly said: string;
  /** What to do about it, unless all is well. */
  readonly remedy?: string;
}

export const ok = (subject: string, said: string): Finding => {
  return { level: "ok", subject, said };
};

/** Something that works, and may not for long. */
export const warning = (
  subject: string,
  said: string,
  remedy: string,
): Finding => {
  return { level: "warning", subject, said, remedy };
};

/** Something that commands fail of. */
export const fault = (
  subject: string,
  said: string,
  remedy: string,
): Finding => {
  return { level: "fault", subject, said, remedy };
};
