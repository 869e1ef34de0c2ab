import { readAccess } from "../../api/access/access.ts";
import { isSecret, readConfig, SETTINGS } from "../../common/config.ts";
import { messageOf } from "../../common/errors.ts";
import { findNearest } from "../../common/find-nearest.ts";
import { fault, ok, warning, type Finding } from "./finding.ts";

/** Looks at each setting in the environment. */
export function checkSettings(env: NodeJS.ProcessEnv): Finding[] {
  const given = SETTINGS.filter((name) => env[name]);
  const shown = given.map((name) =>
    isSecret(name) ? `${name} (hidden)` : `${name}=${env[name]}`,
  );
  return [describeSettings(env, shown.join(", ")), ...mistyped(env)];
}

function describeSettings(env: NodeJS.ProcessEnv, shown: string): Finding {
  try {
    readAccess(readConfig(env));
    return ok("settings", shown || "all as by default");
  } catch (error) {
    return fault(
      "settings",
      messageOf(error),
      "put them right or unset them; .env.example lists all",
    );
  }
}

/** Variables that look like settings, and are none. */
function mistyped(env: NodeJS.ProcessEnv): Finding[] {
  const known: readonly string[] = SETTINGS;
  return Object.keys(env)
    .filter((name) => name.includes("_") && !known.includes(name))
    .flatMap((name) => {
      const meant = findNearest(
        name,
        known.filter((setting) => setting.includes("_")),
      );
      if (meant === undefined) return [];
      return warning(
        "settings",
        `${name} is no setting of Touchline`,
        `if ${meant} is meant, set that`,
      );
    });
}
