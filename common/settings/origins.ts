/**
 * Reads a list of web origins, separated by commas, or a lone *. Returns
 * undefined where one is not an origin (scheme, host and port if it is not the
 * usual one, as browsers write them), or a text that is not empty has none.
 */
export function parseOrigins(text: string): string[] | undefined {
  const origins = text
    .split(",")
    .map((origin) => origin.trim())
    .filter((origin) => origin !== "");
  if (origins.length === 1 && origins[0] === "*") return origins;
  if (origins.length === 0 && text !== "") return undefined;
  return origins.every(isOrigin) ? origins : undefined;
}

function isOrigin(text: string): boolean {
  return (
    /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
  );
}
