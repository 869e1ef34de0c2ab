import { describeSize } from "../../ingest/bad-input/describe-size.ts";

const GIB = Number(process.env["BAD_INPUT_GIB"] ?? 1);

describeSize(GIB * 1024, true);
