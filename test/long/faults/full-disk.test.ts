import { describeFullDisk } from "../../faults/describe-full-disk.ts";
import {
  STEPS_BEFORE_PUBLISHING,
  STEPS_OF_PUBLISHING,
} from "../../faults/full-disk-results.ts";

describeFullDisk([...STEPS_BEFORE_PUBLISHING, ...STEPS_OF_PUBLISHING]);
