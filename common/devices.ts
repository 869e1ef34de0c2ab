/** The devices of registrations. */
export const DEVICES = ["iOS", "Android", "Web"] as const;
