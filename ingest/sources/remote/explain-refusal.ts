import type { Store } from "./store.ts";

const BROKEN_OFF =
  /Unexpected EOF|connection (reset|closed)|timeout|broken pipe|body.*(truncated|incomplete)/i;

/** Explains why the engine could not read a file of a store. */
export function explainRefusal(
  { secrets, remedy }: Store,
  name: string,
  reason: string,
): string {
  const status =
    /(?:status code:|response code:|StorageException, e\.what\(\) =) (\d{3})\b/i.exec(
      reason,
    )?.[1];
  if (
    status === "404" ||
    /NoSuchKey|NoSuchBucket|BlobNotFound|ContainerNotFound/.test(reason)
  )
    return `there is no ${name} (404): check the address`;
  if (
    status === "401" ||
    status === "403" ||
    /AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|AuthenticationFailed/.test(
      reason,
    )
  )
    return `no permission to read ${name} (${status ?? "403"}): ${remedy}`;
  const shown = secrets.reduce(
    (text, secret) => text.replaceAll(secret, "…"),
    status ? `the server answers with ${status}` : reason,
  );
  return BROKEN_OFF.test(reason)
    ? `${name} broke off while it was read (${shown}): run the command again`
    : `cannot read ${name}: ${shown}`;
}
