import type { MemoActivities } from "../../activities/memo/memo-activities";
import { localFirst } from "../local-first";

const persistently = localFirst<MemoActivities>();

/** Steps of an airline's memo on the books. */
export const memos: MemoActivities = {
  checkMemoAct: (...step) => persistently((own) => own.checkMemoAct(...step)),
  commitMemoAct: (...step) => persistently((own) => own.commitMemoAct(...step)),
  passMemoDeadline: (...step) => persistently((own) => own.passMemoDeadline(...step)),
  readMemo: (...step) => persistently((own) => own.readMemo(...step)),
};
