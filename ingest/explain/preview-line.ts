import type { Reason } from "../../common/reasons.ts";
import { formatTime } from "../../common/text.ts";

/** How a line was understood. */
export interface PreviewedLine {
  /** Its number, from 0 in a shard and from 1 in a file. */
  readonly line: number;
  /** In bytes from the start of its shard. */
  readonly offset: number;
  /** Undefined if a rule on one event alone rejects the line. */
  readonly event?: PreviewedEvent;
  /** Why the line is rejected, if it is; the detail is empty for held events. */
  readonly rejected?: { readonly reason: Reason; readonly detail: string };
}

export interface PreviewedEvent {
  readonly type: string;
  /** In UTC. */
  readonly time: string;
  /** The beginning of the user's id, or those of the two of a match. */
  readonly user: string;
  /** What else it has: country and device, type of ping, state of the match. */
  readonly what: string;
}

/** Describes a line that the rules on one event alone accept. */
export function previewEvent(line: Buffer): PreviewedEvent {
  const event = JSON.parse(line.toString("utf8")) as {
    event_type: string;
    event_timestamp: number;
    event_data: Readonly<Record<string, string | number | null>>;
  };
  const { event_type: type, event_data: data } = event;
  const time = formatTime(event.event_timestamp * 1000);
  const text = (name: string) => String(data[name] ?? "");
  const id = (name: string) => `${text(name).slice(0, 8)}…`;
  if (type === "registration")
    return {
      ...{ type, time, user: id("user_id") },
      what: `${text("country")}, ${text("device_os")}`,
    };
  if (type === "session_ping")
    return { type, time, user: id("user_id"), what: text("type") };
  const goals = `${text("home_goals_scored")}:${text("away_goals_scored")}`;
  return {
    ...{ type, time },
    user: `${id("home_user_id")} ${id("away_user_id")}`,
    what: goals === ":" ? "start" : `end, ${goals}`,
  };
}
