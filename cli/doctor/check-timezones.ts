import { messageOf } from "../../common/errors.ts";
import {
  DEFAULT_TIMEZONES,
  readTimezones,
} from "../../ingest/parse/timezones.ts";
import { fault, ok, type Check, type Finding } from "./check.ts";

/** The timezones file: whether this Node.js knows its zones. */
export const TIMEZONES: Check = {
  about: "the timezones file",
  examine: ({ timezones }) => [checkTimezones(timezones)],
};

function checkTimezones(path = DEFAULT_TIMEZONES): Finding {
  try {
    const { size } = readTimezones(path);
    return ok("time zones", `${size} countries in ${path}`);
  } catch (error) {
    return fault(
      "time zones",
      messageOf(error),
      "correct the file, or name another with --timezones",
    );
  }
}
