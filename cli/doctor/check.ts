/** What is examined. */
export interface Installation {
  readonly env: NodeJS.ProcessEnv;
  /** The timezones file; that of the settings if undefined. */
  readonly timezones: string | undefined;
}

/**
 * A thing that doctor examines; it changes nothing. To add one, write its file
 * and list it in doctor.ts.
 */
export interface Check {
  /** What it examines, as `doctor --help` lists it. */
  readonly about: string;
  /** Checks in which a fault makes this one meaningless. */
  readonly needs?: readonly Check[];
  readonly examine: (
    installation: Installation,
  ) => readonly Finding[] | Promise<readonly Finding[]>;
}

/** What was found of one thing. */
export interface Finding {
  readonly level: "ok" | "warning" | "fault";
  /** The thing, in a word or two. */
  readonly subject: string;
  readonly text: string;
  /** What to do about it, unless all is well. */
  readonly remedy?: string;
}

export const ok = (subject: string, text: string): Finding => {
  return { level: "ok", subject, text };
};

/** Something that works, and may not for long. */
export const warning = (
  subject: string,
  text: string,
  remedy: string,
): Finding => {
  return { level: "warning", subject, text, remedy };
};

/** Something that commands fail of. */
export const fault = (
  subject: string,
  text: string,
  remedy: string,
): Finding => {
  return { level: "fault", subject, text, remedy };
};
