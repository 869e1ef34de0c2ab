/** Writes a Unix time in seconds as ISO 8601, in UTC. */
export function formatInstant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
