import type { PaybackActivities } from "../../activities/refund/payback-activities";
import type { RefundActivities } from "../../activities/refund/refund-activities";
import { localFirst } from "../local-first";

const persistently = localFirst<RefundActivities & PaybackActivities>();

/** Steps of a refund on the books. */
export const refunds: Omit<RefundActivities, "recordOperationFailed"> = {
  approveRefund: (...step) => persistently((own) => own.approveRefund(...step)),
  closeRefund: (...step) => persistently((own) => own.closeRefund(...step)),
  commitRefund: (...step) => persistently((own) => own.commitRefund(...step)),
  openRefund: (...step) => persistently((own) => own.openRefund(...step)),
  postponeReminder: (...step) => persistently((own) => own.postponeReminder(...step)),
  readRefund: (...step) => persistently((own) => own.readRefund(...step)),
  remindOfRefund: (...step) => persistently((own) => own.remindOfRefund(...step)),
  settleRefund: (...step) => persistently((own) => own.settleRefund(...step)),
  storeRefundQuote: (...step) => persistently((own) => own.storeRefundQuote(...step)),
};

/** Steps of a payback. */
export const paybacks: Pick<PaybackActivities, "checkPayback" | "commitPayback"> = {
  checkPayback: (...step) => persistently((own) => own.checkPayback(...step)),
  commitPayback: (...step) => persistently((own) => own.commitPayback(...step)),
};
