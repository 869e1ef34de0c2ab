/** The other byte of a character of UTF-16, where the text is in that. */
const BETWEEN = "\\x00?";

/**
 * A pattern that finds a UUID wherever a text mentions it: in upper or lower
 * case, with any of its characters written as a JSON escape, without hyphens,
 * and in UTF-16.
 */
export function mentionPattern(uuid: string): string {
  const characters = [...uuid.toLowerCase()].map((character) => {
    const escapes = new Set(
      [character, character.toUpperCase()].map((one) =>
        one.charCodeAt(0).toString(16).padStart(4, "0"),
      ),
    );
    const spellings = [
      character,
      ...[...escapes].map((code) => ["\\\\", "u", ...code].join(BETWEEN)),
    ];
    return `(?:${spellings.join("|")})${character === "-" ? "?" : ""}`;
  });
  return `(?i)${characters.join(BETWEEN)}`;
}
