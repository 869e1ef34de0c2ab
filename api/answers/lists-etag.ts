/**
 * Whether the header If-None-Match lists an ETag. The comparison is weak, as
 * RFC 9110 has it: W/ makes no difference.
 */
export function listsETag(header: string, etag: string): boolean {
  const tags: readonly string[] = header.match(/"[^"]*"/g) ?? [];
  return tags.includes(etag.replace(/^W\//, ""));
}
