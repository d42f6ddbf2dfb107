import type { z } from "@hono/zod-openapi";

import type { OperationRecord } from "../../db/read/get-operation";
import type { CompletePeriodResult } from "../../temporal/contract/complete-period";
import type { ExportReportResult } from "../../temporal/contract/export-report";
import type { EndedHold } from "../../temporal/contract/hold";
import type { IssueBookingResult } from "../../temporal/contract/issue-booking";
import type { PostManualEntryResult } from "../../temporal/contract/journal-draft";
import type {
  AccruePeriodResult,
  CloseFiscalYearResult,
  RevaluePeriodResult,
} from "../../temporal/contract/period";
import type { RefreshExchangeRatesResult } from "../../temporal/contract/refresh-exchange-rates";
import { acceptBspExceptionsResultSchema } from "../../temporal/contract/schemas/accept-bsp-exceptions";
import { applyBspRuleResultSchema } from "../../temporal/contract/schemas/bsp-rule";
import { checkScheduleResultSchema } from "../../temporal/contract/schemas/check-schedule";
import { scheduleChecksSchema } from "../../temporal/contract/schemas/check-schedules";
import { completePeriodResultSchema } from "../../temporal/contract/schemas/complete-period";
import { createBookingResultSchema } from "../../temporal/contract/schemas/create-booking";
import {
  exchangeTicketsResultSchema,
  quoteExchangeResultSchema,
} from "../../temporal/contract/schemas/exchange";
import { exportReportResultSchema } from "../../temporal/contract/schemas/export-report";
import { endedHoldSchema } from "../../temporal/contract/schemas/hold";
import { importBspFileResultSchema } from "../../temporal/contract/schemas/import-bsp-file";
import { storedImportSchema } from "../../temporal/contract/schemas/import-journal";
import { issueBookingResultSchema } from "../../temporal/contract/schemas/issue-booking";
import {
  postManualEntryResultSchema,
  submitJournalDraftResultSchema,
} from "../../temporal/contract/schemas/journal-draft";
import { actOnMemoResultSchema } from "../../temporal/contract/schemas/memo";
import { onboardPartnerResultSchema } from "../../temporal/contract/schemas/onboard-partner";
import {
  closeFiscalYearResultSchema,
  closePeriodResultSchema,
  accruePeriodResultSchema,
  revaluePeriodResultSchema,
} from "../../temporal/contract/schemas/period";
import { pollBspSourceResultSchema } from "../../temporal/contract/schemas/poll-bsp-source";
import { quoteRefundResultSchema } from "../../temporal/contract/schemas/quote-refund";
import { runRecognitionResultSchema } from "../../temporal/contract/schemas/recognition";
import { changeRecurringJournalResultSchema } from "../../temporal/contract/schemas/recurring-journal";
import { refreshExchangeRatesResultSchema } from "../../temporal/contract/schemas/refresh-exchange-rates";
import {
  payBackRefundResultSchema,
  refundTicketsResultSchema,
} from "../../temporal/contract/schemas/refund-tickets";
import { rejectRemittanceResultSchema } from "../../temporal/contract/schemas/reject-remittance";
import { remitToBspResultSchema } from "../../temporal/contract/schemas/remit-to-bsp";
import { splitBookingResultSchema } from "../../temporal/contract/schemas/split-booking";
import { strayOrderEndSchema } from "../../temporal/contract/schemas/stray-order";
import { verifyBooksResultSchema } from "../../temporal/contract/schemas/verify-books";
import { voidTicketsResultSchema } from "../../temporal/contract/schemas/void-tickets";
import type { VoidTicketsResult } from "../../temporal/contract/void-tickets";
import type { approvalOutcomeSchema } from "../schemas/approval";
import type { exportSchema } from "../schemas/export";
import type { refreshedFxRatesSchema } from "../schemas/fx-rate";
import type { journalImportSchema } from "../schemas/journal-import";
import type { bookingCancellationSchema, issuanceSchema, voidSchema } from "../schemas/operation";
import type { accrualsSchema } from "../schemas/override-agreement";
import type { completionSchema, revaluationSchema, yearEndSchema } from "../schemas/period";
import { presentRuleApplication } from "./bsp-rule";
import { presentExchangeResult } from "./exchange";
import { presentPayback, presentRefundResult } from "./refund-result";
import { presentScheduleCheck, presentScheduleChecks } from "./schedule-change";
import { presentSplit } from "./split";

/** Kinds of operations, as the API names them. */
export const operationKinds = {
  acceptBspExceptions: "bsp_exception.accept",
  applyBspRule: "bsp_rule.apply",
  approveJournalDraft: "journal_draft.approve",
  changeRecurringJournal: "recurring_journal.change",
  cancelBooking: "booking.cancel",
  checkSchedule: "booking.check_schedule",
  checkSchedules: "booking.check_schedules",
  createBooking: "booking.create",
  awaitSettlement: "refund.await_settlement",
  importBspFile: "bsp_file.import",
  importJournal: "journal.import",
  rejectRemittance: "bsp_remittance.reject",
  pollBspSource: "bsp_source.poll",
  remitToBsp: "bsp_remittance.create",
  expireBooking: "booking.expire",
  exchangeTickets: "ticket.exchange",
  exportPartner: "partner.export",
  exportReport: "report.export",
  issueBooking: "booking.issue",
  onboardPartner: "partner.onboard",
  accruePeriod: "period.accrue",
  changePeriod: "period.change",
  completePeriod: "period.complete",
  closeFiscalYear: "fiscal_year.close",
  actOnMemo: "memo.act",
  payBackRefund: "refund.pay_back",
  quoteRefund: "refund.quote",
  quoteExchange: "ticket.exchange_quote",
  refundTickets: "refund.create",
  refreshFxRates: "fx_rates.refresh",
  revaluePeriod: "period.revalue",
  runRecognition: "recognition.run",
  verifyBooks: "books.verify",
  splitBooking: "booking.split",
  settleStrayOrder: "supplier_order.settle",
  submitJournalDraft: "journal_draft.submit",
  voidTickets: "ticket.void",
} as const;

export function presentIssuance(
  result: IssueBookingResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof issuanceSchema> {
  return {
    object: "issuance",
    livemode,
    operation_id: operationId,
    booking_id: result.bookingId,
    state: "ISSUED",
    ticket_numbers: [...result.ticketNumbers],
    journal_entry_id: result.journalEntryId,
    journal_entry_number: result.entryNumber,
    issued_at: result.issuedAt,
  };
}

export function presentVoid(
  result: VoidTicketsResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof voidSchema> {
  return {
    object: "void",
    livemode,
    operation_id: operationId,
    booking_id: result.bookingId,
    state: result.bookingState,
    ticket_numbers: [...result.ticketNumbers],
    left_ticket_numbers: [...result.leftNumbers],
    journal_entry_id: result.journalEntryId,
    fee_entry_id: result.feeEntryId,
    voided_at: result.voidedAt,
  };
}

export function presentCancellation(
  result: EndedHold,
  operationId: string | null,
  livemode: boolean,
): z.infer<typeof bookingCancellationSchema> {
  return {
    object: "booking_cancellation",
    livemode,
    operation_id: operationId,
    booking_id: result.bookingId,
    state: result.bookingState,
    ended_at: result.endedAt,
  };
}

export function presentPosting(
  result: PostManualEntryResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof approvalOutcomeSchema> {
  return {
    object: "approval_outcome",
    livemode,
    approval_id: result.approvalId,
    operation_id: operationId,
    outcome: { type: "journal_entry", id: result.journalEntryId },
  };
}

export function presentRevaluation(
  result: RevaluePeriodResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof revaluationSchema> {
  return {
    object: "revaluation",
    livemode,
    operation_id: operationId,
    period_id: result.periodId,
    balances: result.balances,
    gain: result.gain,
    journal_entry_id: result.journalEntryId,
    reversal_id: result.reversalId,
  };
}

export function presentAccruals(
  result: AccruePeriodResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof accrualsSchema> {
  return {
    object: "accruals",
    livemode,
    operation_id: operationId,
    period_id: result.periodId,
    journal_entry_id: result.journalEntryId,
    agreements: result.agreements.map((each) => ({
      override_agreement_id: each.agreementId,
      volume: each.volume,
      expected: each.expected,
      probable: each.probable,
      accrued_before: each.accruedBefore,
      accrued: each.accrued,
    })),
  };
}

export function presentYearEnd(
  result: CloseFiscalYearResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof yearEndSchema> {
  return {
    object: "year_end",
    livemode,
    operation_id: operationId,
    fiscal_year: result.fiscalYear,
    profit: result.profit,
    journal_entry_id: result.journalEntryId,
  };
}

export function presentRefresh(
  result: RefreshExchangeRatesResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof refreshedFxRatesSchema> {
  return {
    object: "fx_rate_refresh",
    livemode,
    operation_id: operationId,
    effective_on: result.effectiveOn,
    recorded: result.recorded,
    corrected: result.corrected,
    unchanged: result.unchanged,
    kept: result.kept,
  };
}

/** From the stored result: the bad rows do not travel through the workflow. */
export function presentImport(
  stored: unknown,
  operationId: string,
  livemode: boolean,
): z.infer<typeof journalImportSchema> {
  const result = storedImportSchema.parse(stored);
  return {
    id: result.importId,
    object: "journal_import",
    livemode,
    operation_id: operationId,
    dry_run: result.isDryRun,
    rows: result.rowCount,
    entries: result.entryCount,
    first_entry_number: result.firstEntryNumber,
    last_entry_number: result.lastEntryNumber,
    findings: result.findings,
  };
}

export function presentExport(
  result: ExportReportResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof exportSchema> {
  return {
    object: "report_export",
    livemode,
    operation_id: operationId,
    document_id: result.documentId,
    document_url: `/v1/documents/${result.documentId}`,
    file_name: result.fileName,
    row_count: result.rowCount,
  };
}

export function presentCompletion(
  { periodId, stages }: CompletePeriodResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof completionSchema> {
  return {
    object: "period_completion",
    livemode,
    operation_id: operationId,
    period_id: periodId,
    stages: stages.map(({ stage, outcome, text, operationId: id }) => ({
      stage,
      outcome,
      text,
      operation_id: id,
    })),
  };
}

/** What an operation came to, in the API's words; its activities stored it in their own. */
export function presentResult(
  operation: OperationRecord,
  livemode: boolean,
): Record<string, unknown> | null {
  if (operation.result === null) return null;
  switch (operation.kind) {
    case operationKinds.issueBooking:
      return presentIssuance(
        issueBookingResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.voidTickets:
      return presentVoid(
        voidTicketsResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.cancelBooking:
    case operationKinds.expireBooking:
      return presentCancellation(
        endedHoldSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.exchangeTickets:
      return presentExchangeResult(
        exchangeTicketsResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.quoteExchange: {
      const result = quoteExchangeResultSchema.parse(operation.result);
      return { object: "exchange_quote", id: result.quoteId, booking_id: result.bookingId };
    }
    case operationKinds.checkSchedule:
      return presentScheduleCheck(
        checkScheduleResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.splitBooking:
      return presentSplit(
        splitBookingResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.settleStrayOrder: {
      const { outcome, ticketNumbers } = strayOrderEndSchema.parse(operation.result);
      return { object: "supplier_order", outcome, ticket_numbers: ticketNumbers };
    }
    case operationKinds.checkSchedules:
      return presentScheduleChecks(
        scheduleChecksSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.createBooking: {
      const result = createBookingResultSchema.parse(operation.result);
      return { object: "booking", booking_id: result.bookingId, reference: result.reference };
    }
    case operationKinds.refundTickets: {
      const result = refundTicketsResultSchema.parse(operation.result);
      return presentRefundResult(result);
    }
    case operationKinds.payBackRefund: {
      const result = payBackRefundResultSchema.parse(operation.result);
      return presentPayback(result, operation.publicId, livemode);
    }
    case operationKinds.actOnMemo: {
      const result = actOnMemoResultSchema.parse(operation.result);
      const { memoId, state, journalEntryIds } = result;
      return { object: "memo", id: memoId, state, journal_entry_ids: [...journalEntryIds] };
    }
    case operationKinds.quoteRefund: {
      const result = quoteRefundResultSchema.parse(operation.result);
      return { object: "refund_quote", id: result.quoteId, booking_id: result.bookingId };
    }
    case operationKinds.approveJournalDraft:
      return presentPosting(
        postManualEntryResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.changeRecurringJournal: {
      const result = changeRecurringJournalResultSchema.parse(operation.result);
      return { object: "recurring_entry", id: result.recurringId, status: result.status };
    }
    case operationKinds.submitJournalDraft: {
      const result = submitJournalDraftResultSchema.parse(operation.result);
      return { object: "approval", draft_id: result.draftId, approval_id: result.approvalId };
    }
    case operationKinds.completePeriod:
      return presentCompletion(
        completePeriodResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.acceptBspExceptions: {
      const result = acceptBspExceptionsResultSchema.parse(operation.result);
      const { exceptionIds, journalEntryIds } = result;
      return {
        object: "bsp_acceptance",
        exception_ids: [...exceptionIds],
        journal_entry_ids: [...journalEntryIds],
      };
    }
    case operationKinds.applyBspRule:
      return presentRuleApplication(applyBspRuleResultSchema.parse(operation.result));
    case operationKinds.importBspFile: {
      const result = importBspFileResultSchema.parse(operation.result);
      return {
        object: "bsp_file",
        id: result.fileId,
        transactions: result.transactionCount,
        exceptions: result.exceptionCount,
      };
    }
    case operationKinds.rejectRemittance: {
      const result = rejectRemittanceResultSchema.parse(operation.result);
      return {
        object: "bsp_remittance",
        id: result.remittanceId,
        journal_entry_id: result.journalEntryId,
      };
    }
    case operationKinds.pollBspSource: {
      const { sourceId, problem, ...counts } = pollBspSourceResultSchema.parse(operation.result);
      return {
        object: "bsp_source",
        id: sourceId,
        taken_up: counts.takenUp,
        known: counts.known,
        waiting: counts.waiting,
        quarantined: counts.quarantined,
        failure_code: problem && problem.code,
      };
    }
    case operationKinds.remitToBsp: {
      const result = remitToBspResultSchema.parse(operation.result);
      return {
        object: "bsp_remittance",
        id: result.remittanceId,
        batch_code: result.batchCode,
        remitted: result.remitted,
        journal_entry_id: result.journalEntryId,
        document_id: result.documentId,
      };
    }
    case operationKinds.importJournal:
      return presentImport(operation.result, operation.publicId, livemode);
    case operationKinds.exportPartner:
    case operationKinds.exportReport: {
      const result = exportReportResultSchema.parse(operation.result);
      return presentExport(result, operation.publicId, livemode);
    }
    case operationKinds.verifyBooks: {
      const result = verifyBooksResultSchema.parse(operation.result);
      return {
        object: "verification",
        id: result.verificationId,
        kind: result.kind,
        is_clean: result.isClean,
        finding: result.finding,
      };
    }
    case operationKinds.changePeriod: {
      const result = closePeriodResultSchema.parse(operation.result);
      return {
        object: "period",
        id: result.periodId,
        status: result.status,
        checklist_id: result.checklistId,
      };
    }
    case operationKinds.accruePeriod:
      return presentAccruals(
        accruePeriodResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.revaluePeriod:
      return presentRevaluation(
        revaluePeriodResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.runRecognition: {
      const result = runRecognitionResultSchema.parse(operation.result);
      return {
        object: "recognition_run",
        id: result.runId,
        recognised_through: result.through,
        entries: result.entries,
        lines: result.lines,
        amount: result.amount,
      };
    }
    case operationKinds.closeFiscalYear:
      return presentYearEnd(
        closeFiscalYearResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.refreshFxRates:
      return presentRefresh(
        refreshExchangeRatesResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.onboardPartner: {
      const result = onboardPartnerResultSchema.parse(operation.result);
      return { object: "partner", id: result.partnerId, code: result.code };
    }
    default:
      return null;
  }
}
