import { messageOf } from "../../common/errors.ts";
import {
  DEFAULT_TIMEZONES,
  readTimezones,
} from "../../ingest/parse/timezones.ts";
import { fault, ok, type Finding } from "./finding.ts";

/** Whether the timezones file can be used, and this Node.js knows its zones. */
export function checkTimezones(path = DEFAULT_TIMEZONES): Finding {
  try {
    const { size } = readTimezones(path);
    return ok("time zones", `${size} countries in ${path}`);
  } catch (error) {
    return fault(
      "time zones",
      messageOf(error),
      "put the file right, or name another with --timezones",
    );
  }
}
