// Written by scripts/generate-database-types.ts from the migrated schema. Do not edit.
import type { ColumnType, Generated } from "kysely";

/** The partner's scope writes it: given by nobody, changed by nobody. */
type PartnerId = ColumnType<number, number | undefined, never>;

export interface AccountingPeriodHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  accounting_period_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  period_code: string;
  fiscal_year: number;
  starts_on: string;
  ends_on: string;
  status: Generated<"open" | "soft_closed" | "closed" | "locked">;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface AccountingPeriodsTable {
  accounting_period_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  period_code: string;
  fiscal_year: number;
  starts_on: string;
  ends_on: string;
  status: Generated<"open" | "soft_closed" | "closed" | "locked">;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface AgencyMemoDocumentsTable {
  agency_memo_document_id: Generated<number>;
  partner_id: PartnerId;
  agency_memo_id: number;
  document_id: number;
  created_at: Generated<string>;
}

export interface AgencyMemoHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  agency_memo_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  supplier_id: number;
  booking_id: number | null;
  booking_ticket_id: number | null;
  branch_id: number | null;
  memo_kind: "adm" | "acm";
  document_number: string;
  staged_reference: string | null;
  ticket_number: string | null;
  cause:
    | "booking_class"
    | "fare"
    | "tax"
    | "commission"
    | "improper_void"
    | "improper_refund"
    | "late_ticketing"
    | "unticketed_pnr"
    | "duplicate_booking"
    | "no_show"
    | "other";
  cause_text: string | null;
  currency: string;
  memo_amount: string;
  commission_amount: Generated<string>;
  issued_on: string;
  dispute_deadline_at: string;
  state:
    | "RECEIVED"
    | "UNDER_REVIEW"
    | "ACCEPTED"
    | "DISPUTED"
    | "DISPUTE_ACCEPTED"
    | "DISPUTE_REJECTED"
    | "SETTLED";
  workflow_id: string;
  billed_on: string | null;
  dispute_reason:
    | "fare_correct"
    | "tax_correct"
    | "commission_correct"
    | "waiver_granted"
    | "within_ticketing_limit"
    | "refund_authorised"
    | "already_settled"
    | "not_our_ticket"
    | "other"
    | null;
  dispute_text: string | null;
  provision_amount: Generated<string>;
  upheld_amount: string | null;
  recharge_kind: "customer" | "branch" | null;
  recharge_amount: string | null;
  recharge_branch_id: number | null;
  recharge_user_id: number | null;
  settled_on: string | null;
  settlement_reference: string | null;
  attention_reason: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface AgencyMemosTable {
  agency_memo_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  supplier_id: number;
  booking_id: number | null;
  booking_ticket_id: number | null;
  branch_id: number | null;
  memo_kind: "adm" | "acm";
  document_number: string;
  staged_reference: string | null;
  ticket_number: string | null;
  cause:
    | "booking_class"
    | "fare"
    | "tax"
    | "commission"
    | "improper_void"
    | "improper_refund"
    | "late_ticketing"
    | "unticketed_pnr"
    | "duplicate_booking"
    | "no_show"
    | "other";
  cause_text: string | null;
  currency: string;
  memo_amount: string;
  commission_amount: Generated<string>;
  issued_on: string;
  dispute_deadline_at: string;
  state:
    | "RECEIVED"
    | "UNDER_REVIEW"
    | "ACCEPTED"
    | "DISPUTED"
    | "DISPUTE_ACCEPTED"
    | "DISPUTE_REJECTED"
    | "SETTLED";
  workflow_id: string;
  billed_on: string | null;
  dispute_reason:
    | "fare_correct"
    | "tax_correct"
    | "commission_correct"
    | "waiver_granted"
    | "within_ticketing_limit"
    | "refund_authorised"
    | "already_settled"
    | "not_our_ticket"
    | "other"
    | null;
  dispute_text: string | null;
  provision_amount: Generated<string>;
  upheld_amount: string | null;
  recharge_kind: "customer" | "branch" | null;
  recharge_amount: string | null;
  recharge_branch_id: number | null;
  recharge_user_id: number | null;
  settled_on: string | null;
  settlement_reference: string | null;
  attention_reason: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface AirlinesTable {
  airline_code: string;
  icao_code: string | null;
  accounting_code: string | null;
  airline_name: string;
  country_code: string | null;
  is_active: Generated<number>;
}

export interface AirportCodesTable {
  airport_code: string;
  icao_code: string | null;
  airport_name: string;
  city_code: string | null;
  city_name: string | null;
  country_code: string | null;
  time_zone: string | null;
  latitude: string | null;
  longitude: string | null;
  has_scheduled_service: number | null;
  is_active: Generated<number>;
}

export interface ApprovalBranchesTable {
  approval_branch_id: Generated<number>;
  partner_id: PartnerId;
  approval_id: number;
  branch_id: number;
  created_at: Generated<string>;
}

export interface ApprovalCommentsTable {
  approval_comment_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  approval_id: number;
  actor_type: "user" | "api_token";
  actor_id: string;
  comment_text: string;
  created_at: Generated<string>;
}

export interface ApprovalDecisionsTable {
  approval_decision_id: Generated<number>;
  partner_id: PartnerId;
  approval_id: number;
  decision: "approved" | "rejected";
  checker_type: "user" | "api_token";
  checker_id: string;
  checker_user_id: number;
  authority_user_id: number;
  reason: string | null;
  created_at: Generated<string>;
}

export interface ApprovalDelegationHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  approval_delegation_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  delegator_user_id: number;
  delegate_user_id: number;
  starts_at: string;
  ends_at: string;
  revoked_at: string | null;
  reason: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface ApprovalDelegationsTable {
  approval_delegation_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  delegator_user_id: number;
  delegate_user_id: number;
  starts_at: string;
  ends_at: string;
  revoked_at: string | null;
  reason: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface ApprovalHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  approval_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  approval_kind:
    | "journal_draft"
    | "period_reopening"
    | "recurring_journal"
    | "policy_change"
    | "user_access"
    | "credit_limit"
    | "bank_details"
    | "operation_resolution"
    | "workflow";
  subject_public_id: string;
  open_subject: string | null;
  request_payload: string;
  status: Generated<"pending" | "approved" | "rejected" | "withdrawn" | "expired">;
  maker_type: "user" | "system" | "api_token";
  maker_id: string | null;
  maker_user_id: number | null;
  requested_at: string;
  checker_type: "user" | "system" | "api_token" | null;
  checker_id: string | null;
  checker_user_id: number | null;
  decided_at: string | null;
  reason: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  approval_act: Generated<string>;
  maker_reason: string | null;
  approvers_required: Generated<number>;
  approver_permission: Generated<string>;
  approver_role_code: string | null;
  remind_at: string | null;
  reminded_at: string | null;
  expires_at: string | null;
  workflow_id: string | null;
}

export interface ApprovalPoliciesTable {
  approval_policy_id: Generated<number>;
  partner_id: PartnerId;
  approval_act: string;
  levels: string;
  approver_permission: string;
  approver_role_code: string | null;
  ttl_hours: number;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface ApprovalPolicyHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  approval_policy_id: Generated<number>;
  partner_id: PartnerId;
  approval_act: string;
  levels: string;
  approver_permission: string;
  approver_role_code: string | null;
  ttl_hours: number;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface ApprovalsTable {
  approval_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  approval_kind:
    | "journal_draft"
    | "period_reopening"
    | "recurring_journal"
    | "policy_change"
    | "user_access"
    | "credit_limit"
    | "bank_details"
    | "operation_resolution"
    | "workflow";
  subject_public_id: string;
  open_subject: string | null;
  request_payload: string;
  status: Generated<"pending" | "approved" | "rejected" | "withdrawn" | "expired">;
  maker_type: "user" | "system" | "api_token";
  maker_id: string | null;
  maker_user_id: number | null;
  requested_at: string;
  checker_type: "user" | "system" | "api_token" | null;
  checker_id: string | null;
  checker_user_id: number | null;
  decided_at: string | null;
  reason: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  approval_act: Generated<string>;
  maker_reason: string | null;
  approvers_required: Generated<number>;
  approver_permission: Generated<string>;
  approver_role_code: string | null;
  remind_at: string | null;
  reminded_at: string | null;
  expires_at: string | null;
  workflow_id: string | null;
}

export interface AuditLogsTable {
  audit_log_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  event_type: string;
  actor_type: "user" | "system" | "api_token";
  actor_id: string | null;
  target_entity_type: string;
  target_entity_id: string;
  event_payload: string;
  request_id: string | null;
  ip_address: string | null;
  user_agent: string | null;
  workflow_id: string | null;
  trace_id: string | null;
  content_hash: string;
  created_at: string;
}

export interface AuditSealsTable {
  audit_seal_id: Generated<number>;
  partner_id: PartnerId;
  sequence: number;
  audit_log_id: number;
  previous_hash: string;
  chain_hash: string;
  created_at: Generated<string>;
}

export interface BookingChargesTable {
  booking_charge_id: Generated<number>;
  partner_id: PartnerId;
  booking_id: number;
  charge_number: number;
  charge_type: "service_fee" | "mark_up" | "discount";
  currency: string;
  charge_amount: string;
  vat_percent: Generated<string>;
  vat_amount: Generated<string>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BookingFareSegmentsTable {
  booking_fare_segment_id: Generated<number>;
  partner_id: PartnerId;
  booking_fare_id: number;
  booking_segment_id: number;
  coupon_number: number;
  fare_basis: string | null;
  created_at: Generated<string>;
}

export interface BookingFaresTable {
  booking_fare_id: Generated<number>;
  partner_id: PartnerId;
  booking_id: number;
  booking_passenger_id: number;
  fare_number: number;
  supplier_id: number;
  supplier_fare_reference: string | null;
  price_change_id: number | null;
  currency: string;
  base_amount: string;
  tax_amount: string;
  total_amount: string;
  commission_percent: string | null;
  commission_amount: string;
  form_of_payment: "cash" | "card";
  card_brand: string | null;
  card_last_four: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  document_type: Generated<"ETKT" | "EMDA" | "EMDS" | "VCHR">;
  service_name: string | null;
  rfic: string | null;
  rfisc: string | null;
}

export interface BookingHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  booking_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  booking_reference: string;
  split_from_booking_id: number | null;
  customer_id: number;
  branch_id: number | null;
  product_code: Generated<"air" | "hotel">;
  state:
    | "DRAFT"
    | "HELD"
    | "PENDING_PAYMENT"
    | "PENDING_APPROVAL"
    | "ISSUED"
    | "PARTIALLY_USED"
    | "COMPLETED"
    | "CANCELLED_BEFORE_ISSUE"
    | "CANCELLED_AFTER_ISSUE"
    | "EXPIRED";
  gds_provider_code: string | null;
  currency: string;
  fare_amount: string;
  tax_amount: string;
  charge_amount: string;
  vat_amount: string;
  total_amount: string;
  ticketing_deadline_at: string | null;
  issued_at: string | null;
  issued_on: string | null;
  metadata: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BookingPassengersTable {
  booking_passenger_id: Generated<number>;
  partner_id: PartnerId;
  booking_id: number;
  booking_pnr_id: number | null;
  passenger_number: number;
  passenger_type: "ADT" | "CHD" | "INF";
  room_number: number | null;
  child_age: number | null;
  surname: string;
  given_names: string;
  date_of_birth_encrypted: Buffer | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BookingPnrsTable {
  booking_pnr_id: Generated<number>;
  partner_id: PartnerId;
  booking_id: number;
  gds_provider_code: string;
  supplier_record_locator: string;
  is_current: Generated<number | null>;
  is_split_off: Generated<number>;
  retrieved_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BookingSegmentsTable {
  booking_segment_id: Generated<number>;
  partner_id: PartnerId;
  booking_id: number;
  segment_number: number;
  carrier_code: string;
  flight_number: string;
  booking_class: string;
  origin_airport: string;
  destination_airport: string;
  departs_local: string;
  arrives_local: string;
  status_code: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BookingStaysTable {
  booking_stay_id: Generated<number>;
  partner_id: PartnerId;
  booking_segment_id: number;
  hotel_code: string;
  hotel_name: string;
  payment: "prepaid" | "at_property";
  offer_reference: string;
  rooms: string;
  cancellation_fees: string;
  created_at: Generated<string>;
}

export interface BookingTaxLinesTable {
  booking_tax_line_id: Generated<number>;
  partner_id: PartnerId;
  booking_fare_id: number;
  line_number: number;
  tax_code: string;
  currency: string;
  tax_amount: string;
  created_at: Generated<string>;
}

export interface BookingTicketCouponsTable {
  booking_ticket_coupon_id: Generated<number>;
  partner_id: PartnerId;
  booking_ticket_id: number;
  booking_segment_id: number;
  coupon_number: number;
  coupon_status: Generated<"OPEN" | "FLOWN" | "VOIDED" | "REFUNDED" | "EXCHANGED" | "SUSPENDED">;
  fare_basis: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BookingTicketHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  booking_ticket_id: Generated<number>;
  partner_id: PartnerId;
  booking_id: number;
  booking_passenger_id: number;
  booking_fare_id: number;
  exchange_id: number | null;
  exchanged_from_ticket_id: number | null;
  supplier_id: number;
  ticket_number: string;
  check_digit: string | null;
  conjunction_number: Generated<number>;
  first_ticket_number: string;
  document_type: Generated<"ETKT" | "EMDA" | "EMDS" | "VCHR">;
  status: Generated<"ISSUED" | "VOIDED" | "REFUNDED" | "EXCHANGED">;
  issued_on: string;
  issuing_office: string | null;
  currency: string;
  base_amount: string;
  tax_amount: string;
  commission_amount: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BookingTicketsTable {
  booking_ticket_id: Generated<number>;
  partner_id: PartnerId;
  booking_id: number;
  booking_passenger_id: number;
  booking_fare_id: number;
  exchange_id: number | null;
  exchanged_from_ticket_id: number | null;
  supplier_id: number;
  ticket_number: string;
  check_digit: string | null;
  conjunction_number: Generated<number>;
  first_ticket_number: string;
  document_type: Generated<"ETKT" | "EMDA" | "EMDS" | "VCHR">;
  status: Generated<"ISSUED" | "VOIDED" | "REFUNDED" | "EXCHANGED">;
  issued_on: string;
  issuing_office: string | null;
  currency: string;
  base_amount: string;
  tax_amount: string;
  commission_amount: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BookingsTable {
  booking_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  booking_reference: string;
  split_from_booking_id: number | null;
  customer_id: number;
  branch_id: number | null;
  product_code: Generated<"air" | "hotel">;
  state:
    | "DRAFT"
    | "HELD"
    | "PENDING_PAYMENT"
    | "PENDING_APPROVAL"
    | "ISSUED"
    | "PARTIALLY_USED"
    | "COMPLETED"
    | "CANCELLED_BEFORE_ISSUE"
    | "CANCELLED_AFTER_ISSUE"
    | "EXPIRED";
  gds_provider_code: string | null;
  currency: string;
  fare_amount: string;
  tax_amount: string;
  charge_amount: string;
  vat_amount: string;
  total_amount: string;
  ticketing_deadline_at: string | null;
  issued_at: string | null;
  issued_on: string | null;
  metadata: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BranchHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  branch_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  branch_code: string;
  branch_name: string;
  is_active: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  iata_number: string | null;
}

export interface BranchesTable {
  branch_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  branch_code: string;
  branch_name: string;
  is_active: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  iata_number: string | null;
}

export interface BspColumnMappingHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  bsp_column_mapping_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  source_kind: "agtdata" | "bsplink" | "arc" | "other";
  mapping_name: string;
  is_current: Generated<number | null>;
  mapping: string;
  deleted_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BspColumnMappingsTable {
  bsp_column_mapping_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  source_kind: "agtdata" | "bsplink" | "arc" | "other";
  mapping_name: string;
  is_current: Generated<number | null>;
  mapping: string;
  deleted_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BspExceptionCommentsTable {
  bsp_exception_comment_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  bsp_exception_id: number;
  actor_type: "user" | "api_token";
  actor_id: string;
  comment_text: string;
  created_at: Generated<string>;
}

export interface BspExceptionHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  bsp_exception_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  bsp_import_file_id: number;
  exception_key: string;
  bsp_staged_transaction_id: number | null;
  booking_ticket_id: number | null;
  branch_id: number | null;
  difference_kind:
    | "missing_in_books"
    | "missing_in_bsp"
    | "amount"
    | "commission"
    | "tax"
    | "duplicate"
    | "wrong_period"
    | "wrong_agency";
  difference_field: string | null;
  document_number: string;
  airline_number: string;
  currency: string;
  stated_text: string | null;
  expected_text: string | null;
  difference_amount: string;
  suggested_action: "accept" | "claim" | "dispute" | "wait";
  state: Generated<"open" | "resolved">;
  resolution: string | null;
  resolution_text: string | null;
  resolved_at: string | null;
  assigned_user_id: number | null;
  due_on: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  journal_entry_id: number | null;
  bsp_rule_id: number | null;
}

export interface BspExceptionsTable {
  bsp_exception_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  bsp_import_file_id: number;
  exception_key: string;
  bsp_staged_transaction_id: number | null;
  booking_ticket_id: number | null;
  branch_id: number | null;
  difference_kind:
    | "missing_in_books"
    | "missing_in_bsp"
    | "amount"
    | "commission"
    | "tax"
    | "duplicate"
    | "wrong_period"
    | "wrong_agency";
  difference_field: string | null;
  document_number: string;
  airline_number: string;
  currency: string;
  stated_text: string | null;
  expected_text: string | null;
  difference_amount: string;
  suggested_action: "accept" | "claim" | "dispute" | "wait";
  state: Generated<"open" | "resolved">;
  resolution: string | null;
  resolution_text: string | null;
  resolved_at: string | null;
  assigned_user_id: number | null;
  due_on: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  journal_entry_id: number | null;
  bsp_rule_id: number | null;
}

export interface BspImportFilesTable {
  bsp_import_file_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  file_name: string;
  source_kind: "upload" | "sftp" | "folder";
  byte_size: number;
  sha256: string;
  is_current: Generated<number | null>;
  storage_key: string;
  state: Generated<
    "received" | "staging" | "matching" | "imported" | "quarantined" | "cancelled" | "superseded"
  >;
  operation_public_id: string | null;
  settlement_plan: string | null;
  market: string | null;
  file_sequence: number | null;
  is_test: number | null;
  is_final: number | null;
  billing_starts_on: string | null;
  billing_ends_on: string | null;
  transaction_count: number | null;
  match_counts: string | null;
  totals: string | null;
  supersedes_file_id: number | null;
  failure_code: string | null;
  failure_text: string | null;
  failure_details: string | null;
  finished_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  bsp_column_mapping_id: number | null;
  column_mapping: string | null;
  replaces_file_id: number | null;
}

export interface BspRemittanceDocumentsTable {
  bsp_remittance_document_id: Generated<number>;
  partner_id: PartnerId;
  bsp_remittance_id: number;
  bsp_staged_transaction_id: number;
  document_number: string;
  transaction_code: string;
  occurrence: number;
  supplier_id: number;
  currency: string;
  billed_amount: string;
  expected_amount: string;
  difference_is_disputed: number;
  created_at: Generated<string>;
  attempt: Generated<number>;
}

export interface BspRemittanceRejectionsTable {
  bsp_remittance_rejection_id: Generated<number>;
  partner_id: PartnerId;
  bsp_remittance_id: number;
  reason_code: string;
  reason_text: string | null;
  journal_entry_id: number;
  operation_public_id: string;
  created_at: Generated<string>;
}

export interface BspRemittancesTable {
  bsp_remittance_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  batch_code: string;
  market: string;
  remittance_ends_on: string;
  currency: string;
  remitted_amount: string;
  document_count: number;
  supplier_id: number;
  supplier_bank_detail_id: number | null;
  document_id: number | null;
  pays_on: string;
  journal_entry_id: number;
  operation_public_id: string;
  created_at: Generated<string>;
}

export interface BspRuleHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  bsp_rule_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  rule_name: string;
  priority: number;
  is_active: Generated<number>;
  conditions: string;
  rule_outcome: "resolve" | "assign" | "accept";
  resolution: "claimed" | "disputed" | "waiting" | null;
  comment_text: string | null;
  assigned_user_id: number | null;
  accepted_up_to_amount: string | null;
  currency: string | null;
  deleted_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BspRuleHitsTable {
  bsp_rule_hit_id: Generated<number>;
  partner_id: PartnerId;
  bsp_rule_id: number;
  bsp_exception_id: number;
  applied_reference: string;
  hit_outcome: "resolved" | "assigned" | "accepted" | "suggested";
  currency: string;
  accepted_amount: Generated<string>;
  created_at: Generated<string>;
}

export interface BspRulesTable {
  bsp_rule_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  rule_name: string;
  priority: number;
  is_active: Generated<number>;
  conditions: string;
  rule_outcome: "resolve" | "assign" | "accept";
  resolution: "claimed" | "disputed" | "waiting" | null;
  comment_text: string | null;
  assigned_user_id: number | null;
  accepted_up_to_amount: string | null;
  currency: string | null;
  deleted_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface BspSourceFilesTable {
  bsp_source_file_id: Generated<number>;
  partner_id: PartnerId;
  bsp_source_id: number;
  name_sha256: string;
  file_name: string;
  byte_size: number;
  modified_seconds: number;
  state: "seen" | "taken_up" | "known" | "quarantined";
  quarantine_reason: string | null;
  sha256: string | null;
  bsp_import_file_id: number | null;
  unchanged_since: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface BspSourceHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  bsp_source_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  source_name: string;
  source_kind: "sftp" | "folder";
  host_name: string | null;
  port_number: number | null;
  login_name: string | null;
  host_keys: string | null;
  credential_kind: "password" | "private_key" | null;
  credentials_encrypted: Buffer | null;
  directory_path: string;
  file_pattern: string;
  file_format: Generated<"hot">;
  poll_minutes: number;
  settle_seconds: number;
  state: Generated<"active" | "paused" | "deleted">;
  last_polled_at: string | null;
  last_succeeded_at: string | null;
  failing_since: string | null;
  failure_code: string | null;
  failure_text: string | null;
  is_attention_needed: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  bsp_column_mapping_id: number | null;
}

export interface BspSourcesTable {
  bsp_source_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  source_name: string;
  source_kind: "sftp" | "folder";
  host_name: string | null;
  port_number: number | null;
  login_name: string | null;
  host_keys: string | null;
  credential_kind: "password" | "private_key" | null;
  credentials_encrypted: Buffer | null;
  directory_path: string;
  file_pattern: string;
  file_format: Generated<"hot">;
  poll_minutes: number;
  settle_seconds: number;
  state: Generated<"active" | "paused" | "deleted">;
  last_polled_at: string | null;
  last_succeeded_at: string | null;
  failing_since: string | null;
  failure_code: string | null;
  failure_text: string | null;
  is_attention_needed: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  bsp_column_mapping_id: number | null;
}

export interface BspStagedTransactionsTable {
  bsp_staged_transaction_id: Generated<number>;
  partner_id: PartnerId;
  bsp_import_file_id: number;
  file_ordinal: number;
  first_line: number;
  last_line: number;
  transaction_code: string;
  airline_number: string;
  agent_number: string;
  issued_on: string;
  remittance_ends_on: string;
  document_number: string;
  conjunction_numbers: string;
  related_number: string | null;
  exchanged_number: string | null;
  currency: string;
  fare_amount: string;
  tax_amount: string;
  penalty_amount: string;
  gross_amount: string;
  commission_amount: string;
  commission_tax_amount: string;
  remittance_amount: string;
  taxes: string;
  payments: string;
  memo_reason: string | null;
  passenger_name: string;
  match_state: Generated<
    | "unmatched"
    | "matched"
    | "different"
    | "missing_in_books"
    | "duplicate"
    | "memo"
    | "not_compared"
  >;
  booking_ticket_id: number | null;
  refund_id: number | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface ChartOfAccountHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  account_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  account_code: string;
  account_name: string;
  account_class: "asset" | "liability" | "equity" | "income" | "expense";
  parent_account_id: number | null;
  control_dimension: "customer" | "supplier" | "bank_account" | "gateway" | "cash_drawer" | null;
  is_postable: Generated<number>;
  is_monetary: Generated<number>;
  is_active: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface ChartOfAccountsTable {
  account_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  account_code: string;
  account_name: string;
  account_class: "asset" | "liability" | "equity" | "income" | "expense";
  parent_account_id: number | null;
  control_dimension: "customer" | "supplier" | "bank_account" | "gateway" | "cash_drawer" | null;
  is_postable: Generated<number>;
  is_monetary: Generated<number>;
  is_active: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface ConsentsTable {
  consent_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  customer_id: number;
  purpose: string;
  status: "given" | "withdrawn";
  channel: string;
  wording_version: string | null;
  decided_at: string;
  created_at: Generated<string>;
}

export interface CountriesTable {
  country_code: string;
  country_code_alpha3: string;
  numeric_code: string;
  country_name: string;
  is_active: Generated<number>;
}

export interface CouponReportsTable {
  coupon_report_id: Generated<number>;
  partner_id: PartnerId;
  booking_ticket_coupon_id: number;
  outcome_kind: "flown" | "no_show" | "unused";
  occurred_on: string;
  expires_on: string | null;
  created_at: Generated<string>;
}

export interface CurrenciesTable {
  currency_code: string;
  numeric_code: string | null;
  currency_name: string;
  minor_units: number | null;
  is_active: Generated<number>;
}

export interface CustomerAddressHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  customer_address_id: Generated<number>;
  partner_id: PartnerId;
  customer_id: number;
  address_type: "billing" | "delivery" | "registered";
  line_1: string;
  line_2: string | null;
  city: string;
  region: string | null;
  postal_code: string | null;
  country_code: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface CustomerAddressesTable {
  customer_address_id: Generated<number>;
  partner_id: PartnerId;
  customer_id: number;
  address_type: "billing" | "delivery" | "registered";
  line_1: string;
  line_2: string | null;
  city: string;
  region: string | null;
  postal_code: string | null;
  country_code: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface CustomerBalancesTable {
  customer_balance_id: Generated<number>;
  partner_id: PartnerId;
  customer_id: number;
  account_id: number;
  currency: string;
  balance_amount: Generated<string>;
  functional_balance_amount: Generated<string>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface CustomerHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  customer_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  customer_code: string;
  customer_type: "retail" | "corporate" | "sub_agency" | "online" | "group";
  display_name: string;
  email: string | null;
  phone: string | null;
  tax_number: string | null;
  language_code: Generated<string>;
  payment_terms_days: Generated<number>;
  credit_limit_amount: string | null;
  credit_limit_currency: string | null;
  status: Generated<"active" | "credit_hold" | "dormant" | "archived">;
  metadata: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  deleted_at: string | null;
}

export interface CustomersTable {
  customer_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  customer_code: string;
  customer_type: "retail" | "corporate" | "sub_agency" | "online" | "group";
  display_name: string;
  email: string | null;
  phone: string | null;
  tax_number: string | null;
  language_code: Generated<string>;
  payment_terms_days: Generated<number>;
  credit_limit_amount: string | null;
  credit_limit_currency: string | null;
  status: Generated<"active" | "credit_hold" | "dormant" | "archived">;
  metadata: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  deleted_at: string | null;
}

export interface DailyBalancesTable {
  daily_balance_id: Generated<number>;
  partner_id: PartnerId;
  entry_date: string;
  account_id: number;
  branch_id: number | null;
  branch_key: number;
  transaction_currency: string;
  functional_currency: string;
  reporting_currency: string | null;
  reporting_key: "";
  transaction_debit_amount: Generated<string>;
  transaction_credit_amount: Generated<string>;
  functional_debit_amount: Generated<string>;
  functional_credit_amount: Generated<string>;
  reporting_debit_amount: Generated<string>;
  reporting_credit_amount: Generated<string>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface DocumentsTable {
  document_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  document_type: "e_ticket" | "attachment" | "report" | "partner_archive" | "logo" | "bank_file";
  booking_id: number | null;
  branch_id: number | null;
  file_name: string;
  content_type: string;
  byte_size: number;
  sha256: string;
  storage_key: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  deleted_at: string | null;
}

export interface EmailOutboxTable {
  email_outbox_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  message_key: string;
  message_type: string;
  recipient_address: string;
  subject: string;
  mail_message_id: string;
  document_id: number | null;
  status: Generated<"pending" | "sent" | "failed">;
  attempt_count: Generated<number>;
  sending_since: string | null;
  last_error: string | null;
  sent_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface ErasuresTable {
  erasure_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  customer_id: number;
  reason: string;
  erased_at: string;
  created_at: Generated<string>;
}

export interface ExchangeQuotesTable {
  exchange_quote_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  booking_id: number;
  booking_version: number;
  quote_kind: "voluntary" | "involuntary";
  status: Generated<"QUOTED" | "EXCHANGED">;
  residual_mode: "refunded" | "credited" | "emd";
  currency: string;
  fare_difference_amount: string;
  tax_difference_amount: string;
  penalty_amount: string;
  commission_difference_amount: string;
  due_amount: string;
  mark_up_amount: string;
  fee_amount: string;
  fee_vat_amount: string;
  customer_amount: string;
  supplier_quote: string;
  terms: string;
  expires_at: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface ExchangesTable {
  exchange_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  booking_id: number;
  exchange_quote_id: number;
  reason: string;
  exchanged_at: string;
  posting_key: string;
  created_at: Generated<string>;
}

export interface FxRateFeedHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  fx_rate_feed_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  fx_rate_feed_code: "ecb";
  is_active: Generated<number>;
  is_crossed: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface FxRateFeedsTable {
  fx_rate_feed_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  fx_rate_feed_code: "ecb";
  is_active: Generated<number>;
  is_crossed: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface FxRatesTable {
  fx_rate_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  from_currency: string;
  to_currency: string;
  effective_on: string;
  rate: string;
  rate_source: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface GdsCredentialsTable {
  gds_credential_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  gds_provider_code: string;
  credential_label: string;
  credentials_encrypted: Buffer;
  is_current: Generated<number | null>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface GdsProviderCodesTable {
  provider_code: string;
  provider_name: string;
  protocol: string;
  is_active: Generated<number>;
}

export interface IdempotencyKeysTable {
  idempotency_key_id: Generated<number>;
  partner_id: PartnerId;
  scope: string;
  idempotency_key: string;
  fingerprint: string;
  state: Generated<"running" | "finished">;
  lease_token: string;
  lease_expires_at: string;
  operation_id: number | null;
  response_status: number | null;
  response_headers: string | null;
  response_body: string | null;
  expires_at: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface IdentityProviderHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  identity_provider_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  display_name: string;
  issuer_url: string;
  client_identifier: string;
  client_secret_encrypted: Buffer | null;
  email_domains: string;
  is_linking_by_email: Generated<number>;
  is_inviting_unknown: Generated<number>;
  is_second_factor_accepted: Generated<number>;
  is_active: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface IdentityProvidersTable {
  identity_provider_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  display_name: string;
  issuer_url: string;
  client_identifier: string;
  client_secret_encrypted: Buffer | null;
  email_domains: string;
  is_linking_by_email: Generated<number>;
  is_inviting_unknown: Generated<number>;
  is_second_factor_accepted: Generated<number>;
  is_active: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface JournalAttachmentsTable {
  journal_attachment_id: Generated<number>;
  partner_id: PartnerId;
  document_id: number;
  journal_draft_id: number | null;
  journal_entry_id: number | null;
  created_at: Generated<string>;
}

export interface JournalDraftHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  journal_draft_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  draft_kind: "manual" | "recurring" | "reversal";
  status: Generated<"draft" | "submitted" | "rejected" | "posted" | "discarded">;
  draft_date: string;
  description: string;
  reverse_on: string | null;
  entry_lines: string;
  reverses_journal_entry_id: number | null;
  recurring_journal_id: number | null;
  journal_entry_id: number | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface JournalDraftsTable {
  journal_draft_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  draft_kind: "manual" | "recurring" | "reversal";
  status: Generated<"draft" | "submitted" | "rejected" | "posted" | "discarded">;
  draft_date: string;
  description: string;
  reverse_on: string | null;
  entry_lines: string;
  reverses_journal_entry_id: number | null;
  recurring_journal_id: number | null;
  journal_entry_id: number | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface JournalEntriesTable {
  journal_entry_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  entry_number: number;
  entry_reference: string | null;
  year_number: number | null;
  entry_date: string;
  event_date: string;
  accounting_period_id: number;
  source_type: string;
  source_public_id: string;
  posting_key: string;
  description: string;
  workflow_id: string | null;
  workflow_run_id: string | null;
  reverses_journal_entry_id: number | null;
  functional_currency: string;
  functional_total: string;
  line_count: number;
  posted_by_type: "user" | "system" | "api_token";
  posted_by_id: string | null;
  posted_at: string;
  created_at: Generated<string>;
}

export interface JournalEntryLinesTable {
  journal_entry_line_id: Generated<number>;
  partner_id: PartnerId;
  journal_entry_id: number;
  line_number: number;
  account_id: number;
  side: "debit" | "credit";
  transaction_currency: string;
  transaction_minor_units: number;
  transaction_amount: string;
  functional_currency: string;
  functional_minor_units: number;
  functional_amount: string;
  fx_rate: string;
  reporting_currency: string | null;
  reporting_minor_units: number | null;
  reporting_amount: string | null;
  reporting_fx_rate: string | null;
  entry_date: string;
  customer_id: number | null;
  supplier_id: number | null;
  booking_id: number | null;
  booking_ticket_id: number | null;
  branch_id: number | null;
  service_date: string | null;
  product_code: string | null;
  tax_code: string | null;
  created_at: Generated<string>;
}

export interface JournalImportsTable {
  journal_import_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  import_kind: "journal" | "opening_balances";
  byte_size: number;
  sha256: string;
  storage_key: string;
  created_at: Generated<string>;
}

export interface JournalTemplateHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  journal_template_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  journal_template_code: string;
  description: string;
  entry_lines: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface JournalTemplatesTable {
  journal_template_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  journal_template_code: string;
  description: string;
  entry_lines: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface LedgerFoldsTable {
  ledger_fold_id: Generated<number>;
  partner_id: PartnerId;
  folded_entry_number: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface LocationCodesTable {
  location_code: string;
  location_name: string;
  country_code: string;
  subdivision_code: string | null;
  function_codes: string | null;
  iata_code: string | null;
  latitude: string | null;
  longitude: string | null;
  source: string;
  is_active: Generated<number>;
}

export interface OperationsTable {
  operation_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  operation_kind: string;
  status: Generated<"running" | "succeeded" | "failed" | "needs_attention" | "cancelled">;
  stage: string;
  attention_reason: string | null;
  attention_text: string | null;
  attention_actions: string | null;
  workflow_id: string;
  resource_type: string | null;
  resource_public_id: string | null;
  request_payload: string | null;
  result_payload: string | null;
  error_payload: string | null;
  request_id: string | null;
  finished_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  workflow_start: string | null;
}

export interface OutboxEventsTable {
  outbox_event_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  event_type: string;
  aggregate_type: string;
  aggregate_id: string;
  event_payload: string;
  trace_context: string | null;
  occurred_at: string;
  published_at: string | null;
  dispatched_at: string | null;
}

export interface OverrideAccrualsTable {
  override_accrual_id: Generated<number>;
  partner_id: PartnerId;
  override_agreement_id: number;
  accounting_period_id: number;
  currency: string;
  volume_amount: string;
  expected_amount: string;
  probable_amount: string;
  accrued_amount: string;
  posting_key: string;
  created_at: Generated<string>;
}

export interface OverrideAgreementHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  override_agreement_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  agreement_code: string;
  supplier_id: number;
  commission_kind: "override" | "incentive";
  valid_from: string;
  valid_until: string;
  currency: string;
  tiers: string;
  expected_volume_amount: string | null;
  is_highly_probable: Generated<number>;
  is_active: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface OverrideAgreementsTable {
  override_agreement_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  agreement_code: string;
  supplier_id: number;
  commission_kind: "override" | "incentive";
  valid_from: string;
  valid_until: string;
  currency: string;
  tiers: string;
  expected_volume_amount: string | null;
  is_highly_probable: Generated<number>;
  is_active: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface PartnerHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  partner_id: PartnerId;
  public_id: string;
  partner_code: string;
  partner_name: string;
  environment: "live" | "test";
  status: Generated<"onboarding" | "active" | "suspended" | "closed" | "deleted">;
  status_reason: string | null;
  status_changed_at: string | null;
  deletion_requested_at: string | null;
  deletion_requested_by: string | null;
  deletion_due_at: string | null;
  subscription_plan: Generated<"starter" | "growth" | "unlimited">;
  country_code: string;
  time_zone: string;
  functional_currency: string;
  reporting_currency: string | null;
  fiscal_year_start_month: Generated<number>;
  booking_reference_prefix: Generated<string>;
  booking_reference_year: Generated<"full" | "short" | "none">;
  booking_reference_separator: Generated<"" | "-" | ".">;
  booking_reference_digits: Generated<number>;
  entry_number_prefix: string | null;
  entry_number_year: Generated<"full" | "short" | "none">;
  entry_number_separator: Generated<"" | "-" | ".">;
  entry_number_digits: Generated<number>;
  commission_recognition: Generated<
    "at_issuance" | "at_departure" | "per_segment" | "over_service_period"
  >;
  mark_up_recognition: Generated<
    "at_issuance" | "at_departure" | "per_segment" | "over_service_period"
  >;
  service_fee_recognition: Generated<
    "at_issuance" | "at_departure" | "per_segment" | "over_service_period"
  >;
  iata_number: string | null;
  contact_email: string | null;
  contact_phone: string | null;
  postal_address: string | null;
  brand_name: string | null;
  brand_color: string | null;
  logo_document_id: number | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  refund_settlement_days: Generated<number>;
  supplier_call_days: Generated<number>;
  bsp_billing_cycle: Generated<"weekly" | "semi_monthly" | "monthly">;
  bsp_tolerance_amount: Generated<string>;
  bank_identifier: string | null;
  bank_file_format: Generated<"pain.001.001.03" | "pain.001.001.09">;
  bsp_dispute_days: Generated<number>;
  recognition_entries: Generated<"per_booking" | "summed">;
  hold_reminder_hours: Generated<string>;
  memo_reminder_hours: Generated<string>;
  bank_account_number_encrypted: Buffer | null;
  bank_account_number_last_four: string | null;
  recognition_schedule: Generated<"off" | "monthly" | "daily">;
  close_due_days: Generated<number>;
  weekend_days: Generated<"sat_sun" | "fri_sat" | "fri" | "sun" | "none">;
  no_show_recognition: Generated<"service_day" | "at_expiry">;
  schedule_check_hours: Generated<number>;
  schedule_check_days: Generated<number>;
  close_sign_off_roles: Generated<string>;
}

export interface PartnersTable {
  partner_id: Generated<number>;
  public_id: string;
  partner_code: string;
  partner_name: string;
  environment: "live" | "test";
  status: Generated<"onboarding" | "active" | "suspended" | "closed" | "deleted">;
  status_reason: string | null;
  status_changed_at: string | null;
  deletion_requested_at: string | null;
  deletion_requested_by: string | null;
  deletion_due_at: string | null;
  subscription_plan: Generated<"starter" | "growth" | "unlimited">;
  country_code: string;
  time_zone: string;
  functional_currency: string;
  reporting_currency: string | null;
  fiscal_year_start_month: Generated<number>;
  booking_reference_prefix: Generated<string>;
  booking_reference_year: Generated<"full" | "short" | "none">;
  booking_reference_separator: Generated<"" | "-" | ".">;
  booking_reference_digits: Generated<number>;
  entry_number_prefix: string | null;
  entry_number_year: Generated<"full" | "short" | "none">;
  entry_number_separator: Generated<"" | "-" | ".">;
  entry_number_digits: Generated<number>;
  commission_recognition: Generated<
    "at_issuance" | "at_departure" | "per_segment" | "over_service_period"
  >;
  mark_up_recognition: Generated<
    "at_issuance" | "at_departure" | "per_segment" | "over_service_period"
  >;
  service_fee_recognition: Generated<
    "at_issuance" | "at_departure" | "per_segment" | "over_service_period"
  >;
  iata_number: string | null;
  contact_email: string | null;
  contact_phone: string | null;
  postal_address: string | null;
  brand_name: string | null;
  brand_color: string | null;
  logo_document_id: number | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  refund_settlement_days: Generated<number>;
  supplier_call_days: Generated<number>;
  bsp_billing_cycle: Generated<"weekly" | "semi_monthly" | "monthly">;
  bsp_tolerance_amount: Generated<string>;
  bank_identifier: string | null;
  bank_file_format: Generated<"pain.001.001.03" | "pain.001.001.09">;
  bsp_dispute_days: Generated<number>;
  recognition_entries: Generated<"per_booking" | "summed">;
  hold_reminder_hours: Generated<string>;
  memo_reminder_hours: Generated<string>;
  bank_account_number_encrypted: Buffer | null;
  bank_account_number_last_four: string | null;
  recognition_schedule: Generated<"off" | "monthly" | "daily">;
  close_due_days: Generated<number>;
  weekend_days: Generated<"sat_sun" | "fri_sat" | "fri" | "sun" | "none">;
  no_show_recognition: Generated<"service_day" | "at_expiry">;
  schedule_check_hours: Generated<number>;
  schedule_check_days: Generated<number>;
  close_sign_off_roles: Generated<string>;
}

export interface PeriodBalancesTable {
  period_balance_id: Generated<number>;
  partner_id: PartnerId;
  accounting_period_id: number;
  account_id: number;
  branch_id: number | null;
  branch_key: number;
  transaction_currency: string;
  functional_currency: string;
  reporting_currency: string | null;
  reporting_key: "";
  transaction_debit_amount: Generated<string>;
  transaction_credit_amount: Generated<string>;
  functional_debit_amount: Generated<string>;
  functional_credit_amount: Generated<string>;
  reporting_debit_amount: Generated<string>;
  reporting_credit_amount: Generated<string>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface PeriodChecklistsTable {
  period_checklist_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  accounting_period_id: number;
  purpose: "check" | "soft_close" | "close" | "lock";
  is_passed: number;
  checklist: string;
  last_entry_number: number;
  workflow_id: string | null;
  created_at: Generated<string>;
}

export interface PeriodSignOffsTable {
  period_sign_off_id: Generated<number>;
  partner_id: PartnerId;
  accounting_period_id: number;
  sign_off_kind: "given" | "withdrawn" | "voided";
  ended_sign_off_id: number | null;
  role_code: string;
  user_id: number;
  note: string | null;
  created_at: Generated<string>;
}

export interface PersonalAccessTokenHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  personal_access_token_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  user_id: number | null;
  token_name: string;
  key_id: string;
  secret_hash: string;
  scopes: string | null;
  allowed_ranges: string | null;
  api_version: Generated<string>;
  rotated_from_id: number | null;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface PersonalAccessTokensTable {
  personal_access_token_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  user_id: number | null;
  token_name: string;
  key_id: string;
  secret_hash: string;
  scopes: string | null;
  allowed_ranges: string | null;
  api_version: Generated<string>;
  rotated_from_id: number | null;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface PriceChangesTable {
  price_change_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  booking_id: number;
  status: Generated<"FOUND" | "ACCEPTED" | "SUPERSEDED">;
  currency: string;
  old_fare_amount: string;
  old_tax_amount: string;
  new_fare_amount: string;
  new_tax_amount: string;
  terms: string;
  accepted_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface RecognitionRunsTable {
  recognition_run_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  accounting_period_id: number;
  recognised_through: string;
  run_status: "running" | "succeeded" | "failed" | "cancelled";
  due_booking_count: number;
  due_line_count: number;
  due_amount: string;
  line_count: Generated<number>;
  entry_count: Generated<number>;
  recognised_amount: Generated<string>;
  functional_currency: string;
  workflow_id: string;
  failure_code: string | null;
  failure_text: string | null;
  finished_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  recognition_entries: Generated<"per_booking" | "summed">;
}

export interface RecurringJournalHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  recurring_journal_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  recurring_journal_code: string;
  description: string;
  status: Generated<"requested" | "active" | "paused" | "rejected" | "ended">;
  frequency: "daily" | "weekly" | "monthly" | "yearly";
  day_of_week: number | null;
  day_of_month: number | null;
  month_of_year: number | null;
  starts_on: string;
  ends_on: string | null;
  reverses_next_period: Generated<number>;
  entry_lines: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface RecurringJournalsTable {
  recurring_journal_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  recurring_journal_code: string;
  description: string;
  status: Generated<"requested" | "active" | "paused" | "rejected" | "ended">;
  frequency: "daily" | "weekly" | "monthly" | "yearly";
  day_of_week: number | null;
  day_of_month: number | null;
  month_of_year: number | null;
  starts_on: string;
  ends_on: string | null;
  reverses_next_period: Generated<number>;
  entry_lines: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface RefreshTokenFamiliesTable {
  refresh_token_family_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  user_id: number;
  session_epoch: number;
  assurance_level: number;
  authenticated_at: string;
  ip_address: string | null;
  user_agent: string | null;
  expires_at: string;
  last_used_at: string;
  revoked_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface RefreshTokensTable {
  refresh_token_id: Generated<number>;
  partner_id: PartnerId;
  refresh_token_family_id: number;
  secret_hash: string;
  used_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface RefundDocumentsTable {
  refund_document_id: Generated<number>;
  partner_id: PartnerId;
  refund_id: number;
  booking_ticket_id: number;
  coupon_numbers: string;
  currency: string;
  fare_amount: string;
  tax_amount: string;
  penalty_amount: string;
  commission_amount: string;
  created_at: Generated<string>;
}

export interface RefundHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  refund_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  refund_quote_id: number;
  booking_id: number;
  customer_id: number;
  branch_id: number | null;
  refund_kind: "voluntary" | "involuntary" | "tax_only" | "no_show" | "schedule_change" | "waiver";
  state: "PENDING_APPROVAL" | "APPROVED" | "PAYBACK_PENDING" | "COMPLETED" | "REJECTED" | "FAILED";
  refund_reason: string;
  open_booking: string | null;
  currency: string;
  customer_amount: string;
  payable_amount: Generated<string>;
  paid_back_amount: Generated<string>;
  posting_key: string | null;
  workflow_id: string;
  failure_code: string | null;
  failure_text: string | null;
  refunded_at: string | null;
  settlement_kind: "bsp" | "direct" | null;
  settlement_reference: string | null;
  settled_on: string | null;
  remind_at: string | null;
  attention_reason: string | null;
  completed_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface RefundPaybacksTable {
  refund_payback_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  refund_id: number;
  payback_kind: "cash" | "bank" | "gateway" | "customer_credit" | "receivable";
  currency: string;
  payback_amount: string;
  paid_on: string;
  payment_reference: string | null;
  credit_expires_on: string | null;
  posting_key: string;
  created_at: Generated<string>;
}

export interface RefundQuotesTable {
  refund_quote_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  booking_id: number;
  refund_kind: "voluntary" | "involuntary" | "tax_only" | "no_show" | "schedule_change" | "waiver";
  currency: string;
  customer_amount: string;
  quote_payload: string;
  expires_at: string;
  created_at: Generated<string>;
}

export interface RefundsTable {
  refund_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  refund_quote_id: number;
  booking_id: number;
  customer_id: number;
  branch_id: number | null;
  refund_kind: "voluntary" | "involuntary" | "tax_only" | "no_show" | "schedule_change" | "waiver";
  state: "PENDING_APPROVAL" | "APPROVED" | "PAYBACK_PENDING" | "COMPLETED" | "REJECTED" | "FAILED";
  refund_reason: string;
  open_booking: string | null;
  currency: string;
  customer_amount: string;
  payable_amount: Generated<string>;
  paid_back_amount: Generated<string>;
  posting_key: string | null;
  workflow_id: string;
  failure_code: string | null;
  failure_text: string | null;
  refunded_at: string | null;
  settlement_kind: "bsp" | "direct" | null;
  settlement_reference: string | null;
  settled_on: string | null;
  remind_at: string | null;
  attention_reason: string | null;
  completed_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface ReportDefinitionHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  report_definition_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  report_definition_code: string;
  report_name: string;
  report_span: "up_to_today" | "this_month" | "previous_month" | "this_year" | "previous_year";
  report_request: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface ReportDefinitionsTable {
  report_definition_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  report_definition_code: string;
  report_name: string;
  report_span: "up_to_today" | "this_month" | "previous_month" | "this_year" | "previous_year";
  report_request: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface RevenueReleasesTable {
  revenue_release_id: Generated<number>;
  partner_id: PartnerId;
  revenue_schedule_line_id: number;
  release_reason: "void" | "refund" | "exchange" | "memo" | "recognition";
  recognition_run_id: number | null;
  recognised_line: number | null;
  transaction_amount: string;
  functional_amount: string;
  reporting_amount: string | null;
  posting_key: string;
  created_at: Generated<string>;
}

export interface RevenueScheduleLinesTable {
  revenue_schedule_line_id: Generated<number>;
  partner_id: PartnerId;
  revenue_schedule_id: number;
  line_number: number;
  booking_segment_id: number | null;
  recognise_on: string;
  transaction_amount: string;
  functional_amount: string;
  created_at: Generated<string>;
}

export interface RevenueScheduleMovesTable {
  revenue_schedule_move_id: Generated<number>;
  partner_id: PartnerId;
  revenue_schedule_line_id: number;
  move_number: number;
  move_kind: "flown" | "no_show" | "no_show_expiry" | "unused_expiry" | "schedule_change";
  moved_from: string;
  due_on: string;
  coupon_report_id: number | null;
  created_at: Generated<string>;
}

export interface RevenueSchedulesTable {
  revenue_schedule_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  booking_id: number;
  booking_ticket_id: number | null;
  schedule_kind: "commission" | "mark_up" | "service_fee" | "principal_revenue" | "principal_cost";
  recognition_policy: "at_departure" | "per_segment" | "over_service_period";
  deferred_account_id: number;
  recognised_account_id: number;
  transaction_currency: string;
  transaction_amount: string;
  functional_currency: string;
  functional_amount: string;
  posting_key: string;
  created_at: Generated<string>;
}

export interface RoleHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  role_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  role_code: string;
  role_name: string;
  description: Generated<string>;
  is_built_in: Generated<number>;
  permissions: string;
  is_active: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface RolesTable {
  role_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  role_code: string;
  role_name: string;
  description: Generated<string>;
  is_built_in: Generated<number>;
  permissions: string;
  is_active: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface ScheduleChangesTable {
  schedule_change_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  booking_id: number;
  status: Generated<"OPEN" | "ACCEPTED" | "EXCHANGED" | "REFUNDED" | "CANCELLED" | "SUPERSEDED">;
  minutes_moved: number | null;
  segments: string;
  answered_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface SequencesTable {
  sequence_id: Generated<number>;
  partner_id: PartnerId;
  sequence_name: string;
  current_value: Generated<number>;
  books_version: Generated<string>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface SupplierBalancesTable {
  supplier_balance_id: Generated<number>;
  partner_id: PartnerId;
  supplier_id: number;
  account_id: number;
  currency: string;
  balance_amount: Generated<string>;
  functional_balance_amount: Generated<string>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface SupplierBankDetailHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  supplier_bank_detail_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string | null;
  supplier_id: number;
  bank_name: string;
  account_holder_name: string;
  account_number_encrypted: Buffer;
  account_number_last_four: string;
  bank_identifier: string | null;
  account_currency: string;
  is_current: Generated<number | null>;
  approved_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface SupplierBankDetailsTable {
  supplier_bank_detail_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string | null;
  supplier_id: number;
  bank_name: string;
  account_holder_name: string;
  account_number_encrypted: Buffer;
  account_number_last_four: string;
  bank_identifier: string | null;
  account_currency: string;
  is_current: Generated<number | null>;
  approved_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface SupplierCallsTable {
  supplier_call_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  gds_provider_code: string;
  operation: string;
  workflow_id: string;
  workflow_run_id: string;
  activity_id: string;
  attempt: number;
  outcome: "reply" | "fault" | "noAnswer" | "notSent";
  http_status: number | null;
  request_digest: string;
  exchange_encrypted: Buffer | null;
  sent_at: string;
  duration_ms: number;
  expires_at: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface SupplierHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  supplier_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  supplier_code: string;
  supplier_name: string;
  supplier_type:
    | "airline"
    | "lcc_aggregator"
    | "bedbank"
    | "ground"
    | "insurer"
    | "tour_operator"
    | "bsp";
  settlement_mode: "bsp" | "direct" | "pay_at_property";
  revenue_role: Generated<"agent" | "principal">;
  airline_code: string | null;
  status: Generated<"active" | "inactive">;
  void_cut_off_time: string | null;
  void_time_zone: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  deleted_at: string | null;
}

export interface SupplierRequestLogTable {
  supplier_request_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string | null;
  gds_provider_code: string;
  operation: string;
  booking_id: number | null;
  workflow_id: string;
  workflow_run_id: string;
  step: string;
  attempt: number;
  idempotency_key: string;
  turn: Generated<number>;
  request_digest: string;
  state: Generated<"pending" | "succeeded" | "refused" | "not_done" | "unknown">;
  outcome_code: string | null;
  outcome_text: string | null;
  outcome_payload: string | null;
  trace_id: string | null;
  sent_at: string;
  settled_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface SuppliersTable {
  supplier_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  supplier_code: string;
  supplier_name: string;
  supplier_type:
    | "airline"
    | "lcc_aggregator"
    | "bedbank"
    | "ground"
    | "insurer"
    | "tour_operator"
    | "bsp";
  settlement_mode: "bsp" | "direct" | "pay_at_property";
  revenue_role: Generated<"agent" | "principal">;
  airline_code: string | null;
  status: Generated<"active" | "inactive">;
  void_cut_off_time: string | null;
  void_time_zone: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  deleted_at: string | null;
}

export interface UnsealedAuditLogsTable {
  unsealed_audit_log_id: Generated<number>;
  partner_id: PartnerId;
  audit_log_id: number;
  created_at: Generated<string>;
}

export interface UserBranchHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  user_branch_id: Generated<number>;
  partner_id: PartnerId;
  user_id: number;
  branch_id: number;
  is_current: Generated<number | null>;
  revoked_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface UserBranchesTable {
  user_branch_id: Generated<number>;
  partner_id: PartnerId;
  user_id: number;
  branch_id: number;
  is_current: Generated<number | null>;
  revoked_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface UserCredentialsTable {
  user_credential_id: Generated<number>;
  partner_id: PartnerId;
  user_id: number;
  password_hash: string | null;
  password_changed_at: string | null;
  session_epoch: Generated<number>;
  is_second_factor_demanded: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface UserHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  user_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  email: string;
  email_verified_at: string | null;
  full_name: string;
  status: Generated<"invited" | "active" | "disabled">;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  deleted_at: string | null;
}

export interface UserIdentitiesTable {
  user_identity_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  user_id: number;
  identity_provider_id: number;
  subject: string;
  last_used_at: string;
  removal: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface UserLinksTable {
  user_link_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  user_id: number;
  link_kind: "invitation" | "email_verification" | "password_reset";
  secret_hash: string;
  secret_encrypted: Buffer | null;
  new_email: string | null;
  expires_at: string;
  used_at: string | null;
  is_current: Generated<number | null>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface UserPasskeysTable {
  user_passkey_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  user_id: number;
  display_name: string;
  credential: string;
  credential_hash: string;
  public_key: Buffer;
  sign_count: number;
  transports: string;
  is_synced: number;
  last_used_at: string | null;
  removal: Generated<number>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface UserRecoveryCodesTable {
  user_recovery_code_id: Generated<number>;
  partner_id: PartnerId;
  user_id: number;
  secret_hash: string;
  used_at: string | null;
  is_current: Generated<number | null>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface UserRoleHistoryTable {
  history_id: Generated<number>;
  changed_at: string;
  changed_by_user_id: number | null;
  change_type: "INSERT" | "UPDATE" | "DELETE" | "RESTORE";
  diff_json: string;
  user_role_id: Generated<number>;
  partner_id: PartnerId;
  user_id: number;
  role_id: number;
  is_current: Generated<number | null>;
  revoked_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface UserRolesTable {
  user_role_id: Generated<number>;
  partner_id: PartnerId;
  user_id: number;
  role_id: number;
  is_current: Generated<number | null>;
  revoked_at: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
}

export interface UserTotpsTable {
  user_totp_id: Generated<number>;
  partner_id: PartnerId;
  user_id: number;
  secret_encrypted: Buffer | null;
  confirmed_at: string | null;
  last_time_step: number | null;
  is_current: Generated<number | null>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface UsersTable {
  user_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  email: string;
  email_verified_at: string | null;
  full_name: string;
  status: Generated<"invited" | "active" | "disabled">;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  created_by_user_id: number | null;
  updated_by_user_id: number | null;
  version: Generated<number>;
  deleted_at: string | null;
}

export interface VerificationsTable {
  verification_id: Generated<number>;
  partner_id: PartnerId;
  public_id: string;
  verification_kind: "ledger" | "audit";
  is_clean: number;
  report: string;
  workflow_id: string | null;
  started_at: string;
  finished_at: string;
  created_at: Generated<string>;
}

export interface Database {
  accounting_period_history: AccountingPeriodHistoryTable;
  accounting_periods: AccountingPeriodsTable;
  agency_memo_documents: AgencyMemoDocumentsTable;
  agency_memo_history: AgencyMemoHistoryTable;
  agency_memos: AgencyMemosTable;
  airlines: AirlinesTable;
  airport_codes: AirportCodesTable;
  approval_branches: ApprovalBranchesTable;
  approval_comments: ApprovalCommentsTable;
  approval_decisions: ApprovalDecisionsTable;
  approval_delegation_history: ApprovalDelegationHistoryTable;
  approval_delegations: ApprovalDelegationsTable;
  approval_history: ApprovalHistoryTable;
  approval_policies: ApprovalPoliciesTable;
  approval_policy_history: ApprovalPolicyHistoryTable;
  approvals: ApprovalsTable;
  audit_logs: AuditLogsTable;
  audit_seals: AuditSealsTable;
  booking_charges: BookingChargesTable;
  booking_fare_segments: BookingFareSegmentsTable;
  booking_fares: BookingFaresTable;
  booking_history: BookingHistoryTable;
  booking_passengers: BookingPassengersTable;
  booking_pnrs: BookingPnrsTable;
  booking_segments: BookingSegmentsTable;
  booking_stays: BookingStaysTable;
  booking_tax_lines: BookingTaxLinesTable;
  booking_ticket_coupons: BookingTicketCouponsTable;
  booking_ticket_history: BookingTicketHistoryTable;
  booking_tickets: BookingTicketsTable;
  bookings: BookingsTable;
  branch_history: BranchHistoryTable;
  branches: BranchesTable;
  bsp_column_mapping_history: BspColumnMappingHistoryTable;
  bsp_column_mappings: BspColumnMappingsTable;
  bsp_exception_comments: BspExceptionCommentsTable;
  bsp_exception_history: BspExceptionHistoryTable;
  bsp_exceptions: BspExceptionsTable;
  bsp_import_files: BspImportFilesTable;
  bsp_remittance_documents: BspRemittanceDocumentsTable;
  bsp_remittance_rejections: BspRemittanceRejectionsTable;
  bsp_remittances: BspRemittancesTable;
  bsp_rule_history: BspRuleHistoryTable;
  bsp_rule_hits: BspRuleHitsTable;
  bsp_rules: BspRulesTable;
  bsp_source_files: BspSourceFilesTable;
  bsp_source_history: BspSourceHistoryTable;
  bsp_sources: BspSourcesTable;
  bsp_staged_transactions: BspStagedTransactionsTable;
  chart_of_account_history: ChartOfAccountHistoryTable;
  chart_of_accounts: ChartOfAccountsTable;
  consents: ConsentsTable;
  countries: CountriesTable;
  coupon_reports: CouponReportsTable;
  currencies: CurrenciesTable;
  customer_address_history: CustomerAddressHistoryTable;
  customer_addresses: CustomerAddressesTable;
  customer_balances: CustomerBalancesTable;
  customer_history: CustomerHistoryTable;
  customers: CustomersTable;
  daily_balances: DailyBalancesTable;
  documents: DocumentsTable;
  email_outbox: EmailOutboxTable;
  erasures: ErasuresTable;
  exchange_quotes: ExchangeQuotesTable;
  exchanges: ExchangesTable;
  fx_rate_feed_history: FxRateFeedHistoryTable;
  fx_rate_feeds: FxRateFeedsTable;
  fx_rates: FxRatesTable;
  gds_credentials: GdsCredentialsTable;
  gds_provider_codes: GdsProviderCodesTable;
  idempotency_keys: IdempotencyKeysTable;
  identity_provider_history: IdentityProviderHistoryTable;
  identity_providers: IdentityProvidersTable;
  journal_attachments: JournalAttachmentsTable;
  journal_draft_history: JournalDraftHistoryTable;
  journal_drafts: JournalDraftsTable;
  journal_entries: JournalEntriesTable;
  journal_entry_lines: JournalEntryLinesTable;
  journal_imports: JournalImportsTable;
  journal_template_history: JournalTemplateHistoryTable;
  journal_templates: JournalTemplatesTable;
  ledger_folds: LedgerFoldsTable;
  location_codes: LocationCodesTable;
  operations: OperationsTable;
  outbox_events: OutboxEventsTable;
  override_accruals: OverrideAccrualsTable;
  override_agreement_history: OverrideAgreementHistoryTable;
  override_agreements: OverrideAgreementsTable;
  partner_history: PartnerHistoryTable;
  partners: PartnersTable;
  period_balances: PeriodBalancesTable;
  period_checklists: PeriodChecklistsTable;
  period_sign_offs: PeriodSignOffsTable;
  personal_access_token_history: PersonalAccessTokenHistoryTable;
  personal_access_tokens: PersonalAccessTokensTable;
  price_changes: PriceChangesTable;
  recognition_runs: RecognitionRunsTable;
  recurring_journal_history: RecurringJournalHistoryTable;
  recurring_journals: RecurringJournalsTable;
  refresh_token_families: RefreshTokenFamiliesTable;
  refresh_tokens: RefreshTokensTable;
  refund_documents: RefundDocumentsTable;
  refund_history: RefundHistoryTable;
  refund_paybacks: RefundPaybacksTable;
  refund_quotes: RefundQuotesTable;
  refunds: RefundsTable;
  report_definition_history: ReportDefinitionHistoryTable;
  report_definitions: ReportDefinitionsTable;
  revenue_releases: RevenueReleasesTable;
  revenue_schedule_lines: RevenueScheduleLinesTable;
  revenue_schedule_moves: RevenueScheduleMovesTable;
  revenue_schedules: RevenueSchedulesTable;
  role_history: RoleHistoryTable;
  roles: RolesTable;
  schedule_changes: ScheduleChangesTable;
  sequences: SequencesTable;
  supplier_balances: SupplierBalancesTable;
  supplier_bank_detail_history: SupplierBankDetailHistoryTable;
  supplier_bank_details: SupplierBankDetailsTable;
  supplier_calls: SupplierCallsTable;
  supplier_history: SupplierHistoryTable;
  supplier_request_log: SupplierRequestLogTable;
  suppliers: SuppliersTable;
  unsealed_audit_logs: UnsealedAuditLogsTable;
  user_branch_history: UserBranchHistoryTable;
  user_branches: UserBranchesTable;
  user_credentials: UserCredentialsTable;
  user_history: UserHistoryTable;
  user_identities: UserIdentitiesTable;
  user_links: UserLinksTable;
  user_passkeys: UserPasskeysTable;
  user_recovery_codes: UserRecoveryCodesTable;
  user_role_history: UserRoleHistoryTable;
  user_roles: UserRolesTable;
  user_totps: UserTotpsTable;
  users: UsersTable;
  verifications: VerificationsTable;
}

/** Columns of the entities that have a history, which mirrors them all. */
export const historicColumns = {
  accounting_periods: [
    "accounting_period_id",
    "partner_id",
    "public_id",
    "period_code",
    "fiscal_year",
    "starts_on",
    "ends_on",
    "status",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  agency_memos: [
    "agency_memo_id",
    "partner_id",
    "public_id",
    "supplier_id",
    "booking_id",
    "booking_ticket_id",
    "branch_id",
    "memo_kind",
    "document_number",
    "staged_reference",
    "ticket_number",
    "cause",
    "cause_text",
    "currency",
    "memo_amount",
    "commission_amount",
    "issued_on",
    "dispute_deadline_at",
    "state",
    "workflow_id",
    "billed_on",
    "dispute_reason",
    "dispute_text",
    "provision_amount",
    "upheld_amount",
    "recharge_kind",
    "recharge_amount",
    "recharge_branch_id",
    "recharge_user_id",
    "settled_on",
    "settlement_reference",
    "attention_reason",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  approval_delegations: [
    "approval_delegation_id",
    "partner_id",
    "public_id",
    "delegator_user_id",
    "delegate_user_id",
    "starts_at",
    "ends_at",
    "revoked_at",
    "reason",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  approval_policies: [
    "approval_policy_id",
    "partner_id",
    "approval_act",
    "levels",
    "approver_permission",
    "approver_role_code",
    "ttl_hours",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  approvals: [
    "approval_id",
    "partner_id",
    "public_id",
    "approval_kind",
    "subject_public_id",
    "open_subject",
    "request_payload",
    "status",
    "maker_type",
    "maker_id",
    "maker_user_id",
    "requested_at",
    "checker_type",
    "checker_id",
    "checker_user_id",
    "decided_at",
    "reason",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
    "approval_act",
    "maker_reason",
    "approvers_required",
    "approver_permission",
    "approver_role_code",
    "remind_at",
    "reminded_at",
    "expires_at",
    "workflow_id",
  ],
  booking_tickets: [
    "booking_ticket_id",
    "partner_id",
    "booking_id",
    "booking_passenger_id",
    "booking_fare_id",
    "exchange_id",
    "exchanged_from_ticket_id",
    "supplier_id",
    "ticket_number",
    "check_digit",
    "conjunction_number",
    "first_ticket_number",
    "document_type",
    "status",
    "issued_on",
    "issuing_office",
    "currency",
    "base_amount",
    "tax_amount",
    "commission_amount",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  bookings: [
    "booking_id",
    "partner_id",
    "public_id",
    "booking_reference",
    "split_from_booking_id",
    "customer_id",
    "branch_id",
    "product_code",
    "state",
    "gds_provider_code",
    "currency",
    "fare_amount",
    "tax_amount",
    "charge_amount",
    "vat_amount",
    "total_amount",
    "ticketing_deadline_at",
    "issued_at",
    "issued_on",
    "metadata",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  branches: [
    "branch_id",
    "partner_id",
    "public_id",
    "branch_code",
    "branch_name",
    "is_active",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
    "iata_number",
  ],
  bsp_column_mappings: [
    "bsp_column_mapping_id",
    "partner_id",
    "public_id",
    "source_kind",
    "mapping_name",
    "is_current",
    "mapping",
    "deleted_at",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  bsp_exceptions: [
    "bsp_exception_id",
    "partner_id",
    "public_id",
    "bsp_import_file_id",
    "exception_key",
    "bsp_staged_transaction_id",
    "booking_ticket_id",
    "branch_id",
    "difference_kind",
    "difference_field",
    "document_number",
    "airline_number",
    "currency",
    "stated_text",
    "expected_text",
    "difference_amount",
    "suggested_action",
    "state",
    "resolution",
    "resolution_text",
    "resolved_at",
    "assigned_user_id",
    "due_on",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
    "journal_entry_id",
    "bsp_rule_id",
  ],
  bsp_rules: [
    "bsp_rule_id",
    "partner_id",
    "public_id",
    "rule_name",
    "priority",
    "is_active",
    "conditions",
    "rule_outcome",
    "resolution",
    "comment_text",
    "assigned_user_id",
    "accepted_up_to_amount",
    "currency",
    "deleted_at",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  bsp_sources: [
    "bsp_source_id",
    "partner_id",
    "public_id",
    "source_name",
    "source_kind",
    "host_name",
    "port_number",
    "login_name",
    "host_keys",
    "credential_kind",
    "credentials_encrypted",
    "directory_path",
    "file_pattern",
    "file_format",
    "poll_minutes",
    "settle_seconds",
    "state",
    "last_polled_at",
    "last_succeeded_at",
    "failing_since",
    "failure_code",
    "failure_text",
    "is_attention_needed",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
    "bsp_column_mapping_id",
  ],
  chart_of_accounts: [
    "account_id",
    "partner_id",
    "public_id",
    "account_code",
    "account_name",
    "account_class",
    "parent_account_id",
    "control_dimension",
    "is_postable",
    "is_monetary",
    "is_active",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  customer_addresses: [
    "customer_address_id",
    "partner_id",
    "customer_id",
    "address_type",
    "line_1",
    "line_2",
    "city",
    "region",
    "postal_code",
    "country_code",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  customers: [
    "customer_id",
    "partner_id",
    "public_id",
    "customer_code",
    "customer_type",
    "display_name",
    "email",
    "phone",
    "tax_number",
    "language_code",
    "payment_terms_days",
    "credit_limit_amount",
    "credit_limit_currency",
    "status",
    "metadata",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
    "deleted_at",
  ],
  fx_rate_feeds: [
    "fx_rate_feed_id",
    "partner_id",
    "public_id",
    "fx_rate_feed_code",
    "is_active",
    "is_crossed",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  identity_providers: [
    "identity_provider_id",
    "partner_id",
    "public_id",
    "display_name",
    "issuer_url",
    "client_identifier",
    "client_secret_encrypted",
    "email_domains",
    "is_linking_by_email",
    "is_inviting_unknown",
    "is_second_factor_accepted",
    "is_active",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  journal_drafts: [
    "journal_draft_id",
    "partner_id",
    "public_id",
    "draft_kind",
    "status",
    "draft_date",
    "description",
    "reverse_on",
    "entry_lines",
    "reverses_journal_entry_id",
    "recurring_journal_id",
    "journal_entry_id",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  journal_templates: [
    "journal_template_id",
    "partner_id",
    "public_id",
    "journal_template_code",
    "description",
    "entry_lines",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  override_agreements: [
    "override_agreement_id",
    "partner_id",
    "public_id",
    "agreement_code",
    "supplier_id",
    "commission_kind",
    "valid_from",
    "valid_until",
    "currency",
    "tiers",
    "expected_volume_amount",
    "is_highly_probable",
    "is_active",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  partners: [
    "partner_id",
    "public_id",
    "partner_code",
    "partner_name",
    "environment",
    "status",
    "status_reason",
    "status_changed_at",
    "deletion_requested_at",
    "deletion_requested_by",
    "deletion_due_at",
    "subscription_plan",
    "country_code",
    "time_zone",
    "functional_currency",
    "reporting_currency",
    "fiscal_year_start_month",
    "booking_reference_prefix",
    "booking_reference_year",
    "booking_reference_separator",
    "booking_reference_digits",
    "entry_number_prefix",
    "entry_number_year",
    "entry_number_separator",
    "entry_number_digits",
    "commission_recognition",
    "mark_up_recognition",
    "service_fee_recognition",
    "iata_number",
    "contact_email",
    "contact_phone",
    "postal_address",
    "brand_name",
    "brand_color",
    "logo_document_id",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
    "refund_settlement_days",
    "supplier_call_days",
    "bsp_billing_cycle",
    "bsp_tolerance_amount",
    "bank_identifier",
    "bank_file_format",
    "bsp_dispute_days",
    "recognition_entries",
    "hold_reminder_hours",
    "memo_reminder_hours",
    "bank_account_number_encrypted",
    "bank_account_number_last_four",
    "recognition_schedule",
    "close_due_days",
    "weekend_days",
    "no_show_recognition",
    "schedule_check_hours",
    "schedule_check_days",
    "close_sign_off_roles",
  ],
  personal_access_tokens: [
    "personal_access_token_id",
    "partner_id",
    "public_id",
    "user_id",
    "token_name",
    "key_id",
    "secret_hash",
    "scopes",
    "allowed_ranges",
    "api_version",
    "rotated_from_id",
    "expires_at",
    "last_used_at",
    "revoked_at",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  recurring_journals: [
    "recurring_journal_id",
    "partner_id",
    "public_id",
    "recurring_journal_code",
    "description",
    "status",
    "frequency",
    "day_of_week",
    "day_of_month",
    "month_of_year",
    "starts_on",
    "ends_on",
    "reverses_next_period",
    "entry_lines",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  refunds: [
    "refund_id",
    "partner_id",
    "public_id",
    "refund_quote_id",
    "booking_id",
    "customer_id",
    "branch_id",
    "refund_kind",
    "state",
    "refund_reason",
    "open_booking",
    "currency",
    "customer_amount",
    "payable_amount",
    "paid_back_amount",
    "posting_key",
    "workflow_id",
    "failure_code",
    "failure_text",
    "refunded_at",
    "settlement_kind",
    "settlement_reference",
    "settled_on",
    "remind_at",
    "attention_reason",
    "completed_at",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  report_definitions: [
    "report_definition_id",
    "partner_id",
    "public_id",
    "report_definition_code",
    "report_name",
    "report_span",
    "report_request",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  roles: [
    "role_id",
    "partner_id",
    "public_id",
    "role_code",
    "role_name",
    "description",
    "is_built_in",
    "permissions",
    "is_active",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  supplier_bank_details: [
    "supplier_bank_detail_id",
    "partner_id",
    "public_id",
    "supplier_id",
    "bank_name",
    "account_holder_name",
    "account_number_encrypted",
    "account_number_last_four",
    "bank_identifier",
    "account_currency",
    "is_current",
    "approved_at",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  suppliers: [
    "supplier_id",
    "partner_id",
    "public_id",
    "supplier_code",
    "supplier_name",
    "supplier_type",
    "settlement_mode",
    "revenue_role",
    "airline_code",
    "status",
    "void_cut_off_time",
    "void_time_zone",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
    "deleted_at",
  ],
  user_branches: [
    "user_branch_id",
    "partner_id",
    "user_id",
    "branch_id",
    "is_current",
    "revoked_at",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  user_roles: [
    "user_role_id",
    "partner_id",
    "user_id",
    "role_id",
    "is_current",
    "revoked_at",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
  ],
  users: [
    "user_id",
    "partner_id",
    "public_id",
    "email",
    "email_verified_at",
    "full_name",
    "status",
    "created_at",
    "updated_at",
    "created_by_user_id",
    "updated_by_user_id",
    "version",
    "deleted_at",
  ],
} as const satisfies Partial<Record<keyof Database, readonly string[]>>;

/** Tables whose rows belong to one partner. */
export const partnerTables: ReadonlySet<string> = new Set([
  "accounting_period_history",
  "accounting_periods",
  "agency_memo_documents",
  "agency_memo_history",
  "agency_memos",
  "approval_branches",
  "approval_comments",
  "approval_decisions",
  "approval_delegation_history",
  "approval_delegations",
  "approval_history",
  "approval_policies",
  "approval_policy_history",
  "approvals",
  "audit_logs",
  "audit_seals",
  "booking_charges",
  "booking_fare_segments",
  "booking_fares",
  "booking_history",
  "booking_passengers",
  "booking_pnrs",
  "booking_segments",
  "booking_stays",
  "booking_tax_lines",
  "booking_ticket_coupons",
  "booking_ticket_history",
  "booking_tickets",
  "bookings",
  "branch_history",
  "branches",
  "bsp_column_mapping_history",
  "bsp_column_mappings",
  "bsp_exception_comments",
  "bsp_exception_history",
  "bsp_exceptions",
  "bsp_import_files",
  "bsp_remittance_documents",
  "bsp_remittance_rejections",
  "bsp_remittances",
  "bsp_rule_history",
  "bsp_rule_hits",
  "bsp_rules",
  "bsp_source_files",
  "bsp_source_history",
  "bsp_sources",
  "bsp_staged_transactions",
  "chart_of_account_history",
  "chart_of_accounts",
  "consents",
  "coupon_reports",
  "customer_address_history",
  "customer_addresses",
  "customer_balances",
  "customer_history",
  "customers",
  "daily_balances",
  "documents",
  "email_outbox",
  "erasures",
  "exchange_quotes",
  "exchanges",
  "fx_rate_feed_history",
  "fx_rate_feeds",
  "fx_rates",
  "gds_credentials",
  "idempotency_keys",
  "identity_provider_history",
  "identity_providers",
  "journal_attachments",
  "journal_draft_history",
  "journal_drafts",
  "journal_entries",
  "journal_entry_lines",
  "journal_imports",
  "journal_template_history",
  "journal_templates",
  "ledger_folds",
  "operations",
  "outbox_events",
  "override_accruals",
  "override_agreement_history",
  "override_agreements",
  "partner_history",
  "partners",
  "period_balances",
  "period_checklists",
  "period_sign_offs",
  "personal_access_token_history",
  "personal_access_tokens",
  "price_changes",
  "recognition_runs",
  "recurring_journal_history",
  "recurring_journals",
  "refresh_token_families",
  "refresh_tokens",
  "refund_documents",
  "refund_history",
  "refund_paybacks",
  "refund_quotes",
  "refunds",
  "report_definition_history",
  "report_definitions",
  "revenue_releases",
  "revenue_schedule_lines",
  "revenue_schedule_moves",
  "revenue_schedules",
  "role_history",
  "roles",
  "schedule_changes",
  "sequences",
  "supplier_balances",
  "supplier_bank_detail_history",
  "supplier_bank_details",
  "supplier_calls",
  "supplier_history",
  "supplier_request_log",
  "suppliers",
  "unsealed_audit_logs",
  "user_branch_history",
  "user_branches",
  "user_credentials",
  "user_history",
  "user_identities",
  "user_links",
  "user_passkeys",
  "user_recovery_codes",
  "user_role_history",
  "user_roles",
  "user_totps",
  "users",
  "verifications",
]);

/** Of those tables: the column that is their primary key. */
export const primaryKeys: Readonly<Record<string, string>> = {
  accounting_period_history: "history_id",
  accounting_periods: "accounting_period_id",
  agency_memo_documents: "agency_memo_document_id",
  agency_memo_history: "history_id",
  agency_memos: "agency_memo_id",
  approval_branches: "approval_branch_id",
  approval_comments: "approval_comment_id",
  approval_decisions: "approval_decision_id",
  approval_delegation_history: "history_id",
  approval_delegations: "approval_delegation_id",
  approval_history: "history_id",
  approval_policies: "approval_policy_id",
  approval_policy_history: "history_id",
  approvals: "approval_id",
  audit_logs: "audit_log_id",
  audit_seals: "audit_seal_id",
  booking_charges: "booking_charge_id",
  booking_fare_segments: "booking_fare_segment_id",
  booking_fares: "booking_fare_id",
  booking_history: "history_id",
  booking_passengers: "booking_passenger_id",
  booking_pnrs: "booking_pnr_id",
  booking_segments: "booking_segment_id",
  booking_stays: "booking_stay_id",
  booking_tax_lines: "booking_tax_line_id",
  booking_ticket_coupons: "booking_ticket_coupon_id",
  booking_ticket_history: "history_id",
  booking_tickets: "booking_ticket_id",
  bookings: "booking_id",
  branch_history: "history_id",
  branches: "branch_id",
  bsp_column_mapping_history: "history_id",
  bsp_column_mappings: "bsp_column_mapping_id",
  bsp_exception_comments: "bsp_exception_comment_id",
  bsp_exception_history: "history_id",
  bsp_exceptions: "bsp_exception_id",
  bsp_import_files: "bsp_import_file_id",
  bsp_remittance_documents: "bsp_remittance_document_id",
  bsp_remittance_rejections: "bsp_remittance_rejection_id",
  bsp_remittances: "bsp_remittance_id",
  bsp_rule_history: "history_id",
  bsp_rule_hits: "bsp_rule_hit_id",
  bsp_rules: "bsp_rule_id",
  bsp_source_files: "bsp_source_file_id",
  bsp_source_history: "history_id",
  bsp_sources: "bsp_source_id",
  bsp_staged_transactions: "bsp_staged_transaction_id",
  chart_of_account_history: "history_id",
  chart_of_accounts: "account_id",
  consents: "consent_id",
  coupon_reports: "coupon_report_id",
  customer_address_history: "history_id",
  customer_addresses: "customer_address_id",
  customer_balances: "customer_balance_id",
  customer_history: "history_id",
  customers: "customer_id",
  daily_balances: "daily_balance_id",
  documents: "document_id",
  email_outbox: "email_outbox_id",
  erasures: "erasure_id",
  exchange_quotes: "exchange_quote_id",
  exchanges: "exchange_id",
  fx_rate_feed_history: "history_id",
  fx_rate_feeds: "fx_rate_feed_id",
  fx_rates: "fx_rate_id",
  gds_credentials: "gds_credential_id",
  idempotency_keys: "idempotency_key_id",
  identity_provider_history: "history_id",
  identity_providers: "identity_provider_id",
  journal_attachments: "journal_attachment_id",
  journal_draft_history: "history_id",
  journal_drafts: "journal_draft_id",
  journal_entries: "journal_entry_id",
  journal_entry_lines: "journal_entry_line_id",
  journal_imports: "journal_import_id",
  journal_template_history: "history_id",
  journal_templates: "journal_template_id",
  ledger_folds: "ledger_fold_id",
  operations: "operation_id",
  outbox_events: "outbox_event_id",
  override_accruals: "override_accrual_id",
  override_agreement_history: "history_id",
  override_agreements: "override_agreement_id",
  partner_history: "history_id",
  partners: "partner_id",
  period_balances: "period_balance_id",
  period_checklists: "period_checklist_id",
  period_sign_offs: "period_sign_off_id",
  personal_access_token_history: "history_id",
  personal_access_tokens: "personal_access_token_id",
  price_changes: "price_change_id",
  recognition_runs: "recognition_run_id",
  recurring_journal_history: "history_id",
  recurring_journals: "recurring_journal_id",
  refresh_token_families: "refresh_token_family_id",
  refresh_tokens: "refresh_token_id",
  refund_documents: "refund_document_id",
  refund_history: "history_id",
  refund_paybacks: "refund_payback_id",
  refund_quotes: "refund_quote_id",
  refunds: "refund_id",
  report_definition_history: "history_id",
  report_definitions: "report_definition_id",
  revenue_releases: "revenue_release_id",
  revenue_schedule_lines: "revenue_schedule_line_id",
  revenue_schedule_moves: "revenue_schedule_move_id",
  revenue_schedules: "revenue_schedule_id",
  role_history: "history_id",
  roles: "role_id",
  schedule_changes: "schedule_change_id",
  sequences: "sequence_id",
  supplier_balances: "supplier_balance_id",
  supplier_bank_detail_history: "history_id",
  supplier_bank_details: "supplier_bank_detail_id",
  supplier_calls: "supplier_call_id",
  supplier_history: "history_id",
  supplier_request_log: "supplier_request_id",
  suppliers: "supplier_id",
  unsealed_audit_logs: "unsealed_audit_log_id",
  user_branch_history: "history_id",
  user_branches: "user_branch_id",
  user_credentials: "user_credential_id",
  user_history: "history_id",
  user_identities: "user_identity_id",
  user_links: "user_link_id",
  user_passkeys: "user_passkey_id",
  user_recovery_codes: "user_recovery_code_id",
  user_role_history: "history_id",
  user_roles: "user_role_id",
  user_totps: "user_totp_id",
  users: "user_id",
  verifications: "verification_id",
};
