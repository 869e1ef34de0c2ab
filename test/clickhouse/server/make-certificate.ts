import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TlsFiles } from "../../support/fault-proxy/fault-proxy.ts";

/** A server's key and certificate, and the authority that has signed it. */
export interface Certificate extends TlsFiles {
  readonly authorityFile: string;
}

/** Creates a certificate authority and its certificate for 127.0.0.1. */
export function makeCertificate(folder: string): Certificate {
  const openssl = (...args: string[]) =>
    execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const newKey = ["-newkey", "rsa:2048", "-nodes", "-keyout"];
  openssl(
    ...["req", "-x509", ...newKey, "authority.key", "-out", "authority.crt"],
    ...["-subj", "/CN=an authority of one's own", "-days", "2"],
  );
  openssl(
    ...["req", ...newKey, "server.key", "-out", "server.csr"],
    ...["-subj", "/CN=a server"],
  );
  writeFileSync(join(folder, "names"), "subjectAltName=IP:127.0.0.1\n");
  openssl(
    ...["x509", "-req", "-in", "server.csr", "-out", "server.crt"],
    ...["-CA", "authority.crt", "-CAkey", "authority.key", "-CAcreateserial"],
    ...["-extfile", "names", "-days", "2"],
  );
  return {
    key: readFileSync(join(folder, "server.key"), "utf8"),
    cert: readFileSync(join(folder, "server.crt"), "utf8"),
    authorityFile: join(folder, "authority.crt"),
  };
}
