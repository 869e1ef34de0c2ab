import { networkInterfaces } from "node:os";

/**
 * An address of this machine that is not loopback: a connection to it comes
 * from it, as from another machine. undefined where there is no network.
 */
export function foreignAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}
