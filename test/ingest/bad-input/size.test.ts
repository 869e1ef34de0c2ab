import { describeSize } from "./describe-size.ts";

describeSize(384, false);
