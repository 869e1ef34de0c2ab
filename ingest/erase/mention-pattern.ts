/**
 * A pattern that finds a UUID wherever a text mentions it: in upper or lower
 * case, and with any of its characters written as a JSON escape.
 */
export function mentionPattern(uuid: string): string {
  const characters = [...uuid.toLowerCase()].map((character) =>
    [
      character,
      ...new Set([character, character.toUpperCase()].map(escapeCode)),
    ].join("|"),
  );
  return `(?i)${characters.map((spellings) => `(?:${spellings})`).join("")}`;
}

function escapeCode(character: string): string {
  const code = character.charCodeAt(0).toString(16).padStart(4, "0");
  return `\\\\u${code}`;
}
