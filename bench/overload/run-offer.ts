import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import { measureProcess } from "../harness/measure-process.ts";
import type { OfferOptions, OfferResult } from "./offer.ts";

const OFFER = join(packageRoot, "dist/bench/overload/offer.js");

/** Offers requests from a process of its own. */
export async function runOffer(options: OfferOptions): Promise<OfferResult> {
  const { stdout } = await measureProcess({
    file: process.execPath,
    args: [OFFER, JSON.stringify(options)],
  });
  return JSON.parse(stdout) as OfferResult;
}
